/*! Huisou search box v1. A plain form stands in the page; this only adds to it. */
(function () {
  "use strict";
  if (!window.customElements || !window.fetch || !window.AbortController || customElements.get("huisou-search")) return;

  const script = document.currentScript;
  const WAIT = 180;
  const KINDS = { word: "\u8bcd\u8bed", org: "\u673a\u6784", category: "\u680f\u76ee", title: "\u6587\u7ae0" };
  let count = 0;

  /* An inner !important outranks any of the page's, so that its rules do not reach the box. */
  const STYLE = `
:host{all:initial!important;display:block!important;position:relative!important;direction:ltr!important;
color-scheme:inherit!important;margin:var(--huisou-margin,0)!important;max-width:var(--huisou-width,512px)!important}
:host([hidden]),[hidden]{display:none!important}
.box{--a:var(--huisou-accent,#0b5c73);--i:var(--huisou-accent-color,#fff);--b:var(--huisou-background,#fff);
--c:var(--huisou-color,#1e2528);--s:var(--huisou-color,#56626a);--l:var(--huisou-border,#87929a);
--m:#ffe79a;--n:#362900;--r:var(--huisou-radius,8px);color:var(--c);
font:var(--huisou-font-size,16px)/1.6 var(--huisou-font,system-ui,"PingFang SC","Microsoft YaHei",sans-serif)}
@supports (color:light-dark(#000,#fff)){.box{--a:var(--huisou-accent,light-dark(#0b5c73,#86cbe0));
--i:var(--huisou-accent-color,light-dark(#fff,#0c2129));--b:var(--huisou-background,light-dark(#fff,#1c2327));
--c:var(--huisou-color,light-dark(#1e2528,#e3e8ea));--s:var(--huisou-color,light-dark(#56626a,#a3afb6));
--l:var(--huisou-border,light-dark(#87929a,#75838b));--m:light-dark(#ffe79a,#655013);--n:light-dark(#362900,#fff1c4)}}
.field{position:relative}
form{display:flex;margin:0;border:1px solid var(--l);border-radius:var(--r);background:var(--b);overflow:hidden}
form:focus-within{border-color:var(--a);box-shadow:0 0 0 2px var(--a)}
input,button{font:inherit;border:0;margin:0;min-height:44px;padding:0 14px}
input{flex:1;min-width:0;background:none;color:inherit;outline:0}
input::placeholder{color:var(--s);opacity:1}
button{background:var(--a);color:var(--i);cursor:pointer;white-space:nowrap}
button:focus-visible{outline:2px solid;outline-offset:-5px}
ul,ol,p{list-style:none;margin:0;padding:0}
.huisou-list,.results{border:1px solid var(--l);border-radius:var(--r);background:var(--b)}
.huisou-list{position:absolute;z-index:9999;left:0;right:0;margin-top:2px;padding:4px 0;max-height:60vh;overflow:auto}
.huisou-list li{display:flex;gap:12px;justify-content:space-between;padding:8px 14px;cursor:pointer}
.huisou-list li:hover,li[aria-selected=true]{background:var(--a);color:var(--i)}
.huisou-text{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.huisou-about{flex:none}
.results{margin-top:8px;padding:8px 14px;overflow-wrap:anywhere}
.hit{padding:8px 0;border-top:1px solid var(--l)}
.soft{color:var(--s);font-size:.875em}
a{color:var(--a)}
mark{background:var(--m);color:var(--n)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}`;

  function set(element, attributes) {
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  }

  function add(parent, name, attributes, text) {
    const made = document.createElement(name);
    set(made, attributes);
    if (text) made.textContent = text;
    return parent.appendChild(made);
  }

  function on(element, acts) {
    Object.entries(acts).forEach(([name, act]) => element.addEventListener(name, act));
  }

  function styled(root, css) {
    if (root.adoptedStyleSheets && CSSStyleSheet.prototype.replaceSync) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    } else add(root, "style", {}, css);
  }

  const homeOf = (form) => new URL(".", form.action).href;

  /* Black or white, whichever is easier to read on a colour written #rrggbb. */
  function readable(color) {
    const [r, g, b] = [1, 3, 5].map((at) => (parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  }

  /* Only the newest question is answered: earlier ones are given up, or their answers null. */
  function questions(home) {
    let turn = 0, running = new AbortController();
    function drop() {
      turn += 1;
      running.abort();
    }
    function ask(path, fields) {
      drop();
      const mine = turn;
      const address = new URL(path, home);
      fields.forEach(([name, value]) => address.searchParams.append(name, value));
      running = new AbortController();
      return fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", signal: running.signal })
        .then((answer) => {
          if (!answer.ok) throw new Error(answer.status);
          return answer.json();
        })
        .then((found) => (mine === turn ? found : null), (error) => {
          if (mine === turn) throw error;
          return null;
        });
    }
    return { ask, drop };
  }

  function visit(form, address) {
    Object.assign(document.createElement("a"), { href: address, target: form.target, rel: "noopener" }).click();
  }

  /* Completions: an ARIA 1.2 combobox. While an input method composes, keys are its own and
     nothing is sent or chosen. */
  function complete(box, form, input, home) {
    const name = "huisou-" + (count += 1);
    const list = add(box, "ul", { id: name, "class": "huisou-list", part: "list", role: "listbox",
      "aria-label": "\u641c\u7d22\u5efa\u8bae", hidden: "" });
    const status = add(box, "span", { "class": "hidden", "aria-live": "polite" });
    const { ask, drop } = questions(home);
    let composing = false, timer = 0, active = -1, rows = [];
    set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": name,
      "aria-expanded": "false", autocomplete: "off" });

    function point(at) {
      active = at;
      [...list.children].forEach((item, number) => set(item, { "aria-selected": number === at }));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      set(input, { "aria-activedescendant": list.children[at].id });
      list.children[at].scrollIntoView({ block: "nearest" });
    }
    function show(found, said) {
      rows = found;
      list.textContent = "";
      rows.forEach((row, number) => {
        const item = add(list, "li", { id: `${name}-${number}`, role: "option", part: "option" });
        add(item, "span", { "class": "huisou-text" }, row.text);
        const many = row.kind !== "title" && row.count ? ` ${row.count}\u00a0\u7bc7` : "";
        add(item, "span", { "class": "huisou-about" }, (KINDS[row.kind] || "") + many);
      });
      list.hidden = !rows.length;
      set(input, { "aria-expanded": !!rows.length });
      status.textContent = said;
      point(-1);
    }
    function forget() {
      clearTimeout(timer);
      drop();
      show([], "");
    }
    /* A row with an address of its own leads there; a word is searched in this form. */
    function choose(row) {
      forget();
      if (row.url && row.kind !== "word") return visit(form, new URL(row.url, home).href);
      input.value = row.text;
      if (form.requestSubmit) form.requestSubmit(); else form.submit();
    }
    function look() {
      if (!input.value.trim()) return forget();
      ask("api/v1/suggest", [...new FormData(form)]).then((answer) => {
        if (!answer) return;
        const found = answer.suggestions.filter((row) => row && row.text);
        show(found, found.length ? `\u6709 ${found.length} \u6761\u5efa\u8bae\uff0c\u7528\u4e0a\u4e0b\u952e\u9009\u62e9` : "\u6ca1\u6709\u5efa\u8bae");
      }).catch(() => show([], "")); /* No completions from here: the form goes on working. */
    }
    function soon() {
      clearTimeout(timer);
      if (!composing) timer = setTimeout(look, WAIT);
    }
    function compose(begun) {
      composing = begun;
      if (begun) forget(); else soon();
    }
    function key(event) {
      if (composing || event.isComposing || event.keyCode === 229 || !rows.length) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) point((active + step + rows.length + 2) % (rows.length + 1) - 1);
      else if (event.key === "Escape") forget();
      else if (event.key === "Enter" && active >= 0) choose(rows[active]);
      else return;
      event.preventDefault();
    }
    on(input, {
      compositionstart: () => compose(true), compositionend: () => compose(false),
      input: soon, keydown: key, blur: forget
    });
    on(form, { submit: forget });
    on(list, {
      mousedown: (event) => event.preventDefault(),
      click: (event) => {
        const at = [...list.children].indexOf(event.target.closest("li"));
        if (at >= 0) choose(rows[at]);
      }
    });
  }

  /* Ranges count characters, where a string of JavaScript counts halves of the rare ones. */
  function marked(parent, text, ranges) {
    const characters = Array.from(text);
    let at = 0;
    const between = (start, end) => parent.append(characters.slice(start, end).join("").replace(/\s*[\r\n]\s*/g, " "));
    ranges.forEach(([start, end]) => {
      between(at, start);
      add(parent, "mark", { part: "mark" }, characters.slice(start, end).join(""));
      at = end;
    });
    between(at);
  }

  /* Results under the box; where they do not come, the form goes to the page of results. */
  function answer(box, form, home) {
    const area = add(box, "div", { "class": "results", part: "results", hidden: "" });
    const said = add(area, "p", { part: "summary", role: "status" });
    const rest = add(area, "div", {});
    const { ask } = questions(home);
    const way = form.target ? { target: form.target, rel: "noopener" } : {};

    function hit(list, one, q) {
      const item = add(list, "li", { "class": "hit", part: "hit" });
      const address = new URL("article/" + encodeURIComponent(one.id), home);
      if (q) address.searchParams.set("q", q);
      add(item, "a", { part: "title", href: address.href, ...way }, one.title || "\uff08\u65e0\u6807\u9898\uff09");
      const about = [one.published, (one.category || []).join(" / ")].filter(Boolean).join(" \u00b7 ");
      if (about) add(item, "p", { "class": "soft", part: "meta" }, about);
      one.snippets.forEach((each) => marked(add(item, "p", { part: "snippet" }), each.text, each.ranges));
    }
    function show(page, fields) {
      const all = new URL(form.action);
      all.search = new URLSearchParams(fields);
      const whole = page.total && !page.notices.some((notice) => notice.code === "relaxed");
      said.textContent = whole ? `\u5171 ${page.total} \u7bc7` : "\u6ca1\u6709\u627e\u5230\u5b8c\u5168\u7b26\u5408\u7684\u6587\u7ae0";
      page.notices.forEach((notice) => add(rest, "p", { "class": "soft" }, notice.text));
      const list = add(rest, "ol", {});
      page.hits.forEach((one) => hit(list, one, page.query));
      add(rest, "a", { part: "all", href: all.href, ...way }, "\u5230\u641c\u7d22\u9875\u67e5\u770b\u5168\u90e8\u548c\u7b5b\u9009");
    }
    function submit(event) {
      const fields = [...new FormData(form)];
      event.preventDefault();
      area.hidden = false;
      rest.textContent = "";
      said.textContent = "\u6b63\u5728\u641c\u7d22\u2026";
      ask("api/v1/search", fields).then((page) => page && show(page, fields)).catch(() => form.submit());
    }
    on(form, { submit });
  }

  /* The form that stands in the page, or one of the tag's own; data-* options narrow either. */
  function formOf(host) {
    const given = host.querySelector("form");
    const form = given ? given.cloneNode(true) : document.createElement("form");
    if (!given) {
      form.action = new URL("../../search", script ? script.src : location.href).href;
      add(form, "input", { name: "q", maxlength: 200, "aria-label": "\u641c\u7d22\u8bcd" });
      add(form, "button", { type: "submit" }, "\u641c\u7d22");
      set(form, { role: "search" });
    }
    ["category", "org", "kind"].forEach((name) => {
      const value = host.dataset[name];
      if (value && !form[name]) add(form, "input", { type: "hidden", name, value });
    });
    form.target = host.getAttribute("target") || form.target;
    set(form, { "accept-charset": "utf-8", part: "form" });
    return form;
  }

  function colored(root, host) {
    ["accent", "background", "color"].forEach((name) => {
      const color = host.dataset[name];
      if (!/^#[0-9a-f]{6}$/i.test(color)) return;
      const also = name === "accent" ? ";--huisou-accent-color:" + readable(color) : "";
      styled(root, `:host{--huisou-${name}:${color}${also}}`);
    });
  }

  class HuisouSearch extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      if (document.readyState !== "loading") return this.build();
      on(document, { DOMContentLoaded: () => this.build() });
    }
    build() {
      const form = formOf(this);
      const input = form.q;
      if (!input || this.shadowRoot) return;
      set(input, { type: "text", part: "input", enterkeyhint: "search" });
      input.placeholder = this.getAttribute("placeholder") || input.placeholder || "\u641c\u7d22";
      const button = form.querySelector("button");
      if (button) button.part = "button";
      const root = this.attachShadow({ mode: "open" });
      styled(root, STYLE);
      colored(root, this);
      const box = add(root, "div", { "class": "box" });
      const field = add(box, "div", { "class": "field" });
      field.appendChild(form);
      const home = homeOf(form);
      complete(field, form, input, home);
      if (this.dataset.results === "inline") answer(box, form, home);
    }
  }
  customElements.define("huisou-search", HuisouSearch);

  /* The service's own pages have their form in the page. */
  document.querySelectorAll("form[data-huisou]").forEach((form) => complete(form, form, form.q, homeOf(form)));
})();
