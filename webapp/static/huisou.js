/*! Huisou search box v1. A plain form stands in the page; this only adds to it. */
(function () {
  "use strict";
  if (!window.customElements || !window.fetch || customElements.get("huisou-search")) return;

  var script = document.currentScript;
  var home = new URL(script ? script.src : location.href).href.replace(/embed\/v1\/huisou\.js.*$/, "");
  var count = 0;
  var WAIT = 180;
  var style = [
    ":host{display:block;max-width:var(--huisou-width,32rem);font:inherit}",
    "form{display:flex;margin:0;border:1px solid var(--huisou-border,#87929a);border-radius:var(--huisou-radius,8px);background:var(--huisou-background,#fff);overflow:hidden}",
    "form:focus-within{border-color:var(--huisou-accent,#0b5c73);box-shadow:0 0 0 2px var(--huisou-accent,#0b5c73)}",
    "input,button{font:inherit;border:0;margin:0;min-height:44px;padding:0 14px;box-sizing:border-box}",
    "input{flex:1;min-width:0;background:none;color:var(--huisou-color,#1e2528);outline:0}",
    "button{background:var(--huisou-accent,#0b5c73);color:var(--huisou-accent-color,#fff);cursor:pointer;white-space:nowrap}",
    "button:focus-visible{outline:2px solid currentColor;outline-offset:-5px}"
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

  /* Completions go into a <datalist>: the browser's own list, keys and announcements. */
  function complete(root, form, input) {
    var list = element("datalist", { id: "huisou-" + (count += 1) });
    var composing = false, timer = 0, asked = 0;
    root.appendChild(list);
    input.setAttribute("list", list.id);
    input.setAttribute("autocomplete", "off");

    function show(found) {
      list.textContent = "";
      found.forEach(function (one) {
        list.appendChild(element("option", { value: one.text, label: one.text }));
      });
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
    input.addEventListener("compositionstart", function () { composing = true; clearTimeout(timer); });
    input.addEventListener("compositionend", function () { composing = false; soon(); });
    input.addEventListener("input", soon);
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
})();
