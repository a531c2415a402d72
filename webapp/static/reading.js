/* From one mark of an article to the next. Without this the first and the last have links. */
(function () {
  "use strict";
  var bar = document.querySelector(".jump");
  var marks = document.querySelectorAll("mark[id]");
  if (!bar || !marks.length) return;
  var said = bar.querySelector("[role=status]");
  var at = -1;

  function go(step) {
    if (at >= 0) marks[at].classList.remove("here");
    at = at < 0 && step < 0 ? marks.length - 1 : (at + step + marks.length) % marks.length;
    var mark = marks[at];
    var folded = mark.closest("details");
    if (folded) folded.open = true;
    mark.classList.add("here");
    mark.scrollIntoView({ block: "center" });
    said.textContent = "\u7b2c " + (at + 1) + " / " + marks.length + " \u5904";
  }
  function button(text, step) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", function () { go(step); });
    bar.appendChild(made);
  }
  bar.querySelectorAll("a").forEach(function (link) { link.remove(); });
  button("\u4e0a\u4e00\u5904", -1);
  button("\u4e0b\u4e00\u5904", 1);
})();
