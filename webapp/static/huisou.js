/*! Huisou search box v1. A plain form stands in the page; this only adds to it. */
(function () {
  "use strict";
  if (!window.customElements || !window.fetch || customElements.get("huisou-search")) return;

  var script = document.currentScript;
  var home = new URL(script ? script.src : location.href).href.replace(/embed\/v1\/huisou\.js.*$/, "");
  var count = 0;
  var WAIT = 180;
  var style = [
    ":host{display:block;position:relative;max-width:var(--huisou-width,32rem);font:inherit}",
    "form{display:flex;margin:0;border:1px solid var(--huisou-border,#87929a);border-radius:var(--huisou-radius,8px);background:var(--huisou-background,#fff);overflow:hidden}",
    "form:focus-within{border-color:var(--huisou-accent,#0b5c73);box-shadow:0 0 0 2px var(--huisou-accent,#0b5c73)}",
    "input,button{font:inherit;border:0;margin:0;min-height:44px;padding:0 14px;box-sizing:border-box}",
    "input{flex:1;min-width:0;background:none;color:var(--huisou-color,#1e2528);outline:0}",
    "button{background:var(--huisou-accent,#0b5c73);color:var(--huisou-accent-color,#fff);cursor:pointer;white-space:nowrap}",
    "button:focus-visible{outline:2px solid currentColor;outline-offset:-5px}",
    ".huisou-list{position:absolute;z-index:9999;left:0;right:0;margin:2px 0 0;padding:4px 0;list-style:none;max-height:60vh;overflow:auto;border:1px solid var(--huisou-border,#87929a);border-radius:var(--huisou-radius,8px);background:var(--huisou-background,#fff);color:var(--huisou-color,#1e2528)}",
    ".huisou-list[hidden]{display:none}",
    "li{display:flex;gap:12px;justify-content:space-between;padding:8px 14px;cursor:pointer}",
    "li:hover,li[aria-selected=true]{background:var(--huisou-accent,#0b5c73);color:var(--huisou-accent-color,#fff)}",
    ".huisou-text{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}",
    ".huisou-about{flex:none;opacity:.75}"
  ].join("");

  function element(name, attributes) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  function styled(root) {
    if (!root.adoptedStyleSheets || !window.CSSStyleSheet || !CSSStyleSheet.prototype.replaceSync) return;
    var sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  }

  /* The form that stands in the page, or the one of a bare tag with data-* options. */
  function formOf(host) {
    var given = host.querySelector("form");
    if (given) return given.cloneNode(true);
    var form = element("form", { action: home + "search", method: "get", role: "search" });
    form.appendChild(element("input", {
      type: "search", name: "q", maxlength: "200",
      "aria-label": "\u641c\u7d22\u8bcd",
      placeholder: host.getAttribute("placeholder") || "\u641c\u7d22"
    }));
    ["category", "org", "kind"].forEach(function (name) {
      var value = host.getAttribute("data-" + name);
      if (value) form.appendChild(element("input", { type: "hidden", name: name, value: value }));
    });
    var button = element("button", { type: "submit" });
    button.textContent = "\u641c\u7d22";
    form.appendChild(button);
    return form;
  }

  var KINDS = { word: "\u8bcd\u8bed", org: "\u673a\u6784", category: "\u680f\u76ee", title: "\u6587\u7ae0" };

  /* Completions are a listbox of our own: a <datalist> hides what does not contain the letters
     typed, and so everything found by pinyin. Rows are text nodes; nothing is sent while an
     input method composes. */
  function complete(root, form, input) {
    var name = "huisou-" + (count += 1);
    var list = element("ul", { id: name, "class": "huisou-list", role: "listbox", hidden: "" });
    var composing = false, timer = 0, asked = 0, active = -1, rows = [];
    root.appendChild(list);
    [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", name],
      ["aria-expanded", "false"], ["autocomplete", "off"]].forEach(function (pair) {
      input.setAttribute(pair[0], pair[1]);
    });

    function point(at) {
      active = at;
      Array.prototype.forEach.call(list.children, function (item, number) {
        item.setAttribute("aria-selected", String(number === at));
      });
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
    function show(found) {
      rows = found;
      list.textContent = "";
      found.forEach(function (row, number) {
        var item = element("li", { id: name + "-" + number, role: "option" });
        var text = item.appendChild(element("span", { "class": "huisou-text" }));
        text.textContent = row.text;
        var about = KINDS[row.kind] || "";
        if (row.kind !== "title") about += " " + row.count + "\u00a0\u7bc7";
        item.appendChild(element("span", { "class": "huisou-about" })).textContent = about;
        list.appendChild(item);
      });
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!!found.length));
      point(-1);
    }
    function forget() {
      clearTimeout(timer);
      asked += 1;
      show([]);
    }
    /* A word is searched in this form, with its filters; the rest has an address of its own. */
    function choose(row) {
      forget();
      if (row.kind !== "word") return location.assign(new URL(row.url, home));
      input.value = row.text;
      if (form.requestSubmit) form.requestSubmit(); else form.submit();
    }
    function ask() {
      var turn = (asked += 1);
      var typed = input.value.trim();
      if (!typed) return show([]);
      var address = new URL("api/v1/suggest", home);
      address.searchParams.set("q", typed);
      fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" })
        .then(function (answer) { return answer.ok ? answer.json() : { suggestions: [] }; })
        .then(function (answer) { if (turn === asked) show(answer.suggestions); })
        .catch(function () { /* No completions from here: the form goes on working. */ });
    }
    function soon() {
      clearTimeout(timer);
      if (!composing) timer = setTimeout(ask, WAIT);
    }
    function key(event) {
      if (composing || event.isComposing || !rows.length) return;
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) point((active + 1 + step + rows.length + 1) % (rows.length + 1) - 1);
      else if (event.key === "Escape") forget();
      else if (event.key === "Enter" && active >= 0) choose(rows[active]);
      else return;
      event.preventDefault();
    }
    input.addEventListener("compositionstart", function () { composing = true; clearTimeout(timer); });
    input.addEventListener("compositionend", function () { composing = false; soon(); });
    input.addEventListener("input", soon);
    input.addEventListener("keydown", key);
    input.addEventListener("blur", forget);
    form.addEventListener("submit", forget);
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var item = event.target.closest("li");
      if (item) choose(rows[Array.prototype.indexOf.call(list.children, item)]);
    });
  }

  class HuisouSearch extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      var form = formOf(this);
      var input = form.querySelector("input[name=q]");
      if (!input) return;
      form.setAttribute("accept-charset", "utf-8");
      form.setAttribute("part", "form");
      input.setAttribute("part", "input");
      var button = form.querySelector("button");
      if (button) button.setAttribute("part", "button");
      var root = this.attachShadow({ mode: "open" });
      styled(root);
      root.appendChild(form);
      complete(root, form, input);
    }
  }
  customElements.define("huisou-search", HuisouSearch);

  /* The service's own pages have their form in the page. */
  document.querySelectorAll("form[data-huisou]").forEach(function (form) {
    complete(form, form, form.querySelector("input[name=q]"));
  });
})();
