/* Draws each figure over its static picture when it comes into view; print and readers without scripts keep the picture. */
(function () {
  "use strict";
  var config = { displayModeBar: false, responsive: true, scrollZoom: false, showTips: false };
  function draw(box) {
    if (box.classList.contains("is-live")) { return; }
    var spec = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    var stage = box.querySelector(".socopt-stage");
    box.classList.add("is-live");
    window.Plotly.newPlot(stage, spec.data, spec.layout, config);
  }
  function start() {
    var boxes = document.querySelectorAll(".socopt-figure");
    if (!("IntersectionObserver" in window)) { boxes.forEach(draw); return; }
    var watcher = new IntersectionObserver(function (seen) {
      seen.forEach(function (entry) {
        if (entry.isIntersecting) { watcher.unobserve(entry.target); draw(entry.target); }
      });
    }, { rootMargin: "200px" });
    boxes.forEach(function (box) { watcher.observe(box); });
  }
  if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", start); } else { start(); }
})();
