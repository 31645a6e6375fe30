// Sets the theme and the sidebar's width before the first paint, so that nothing flashes or jumps.
(function () {
  var saved = localStorage.getItem("theme");
  var dark =
    saved === "dark" ||
    (saved !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(dark ? "dark" : "light");
  if (localStorage.getItem("sidebar") === "folded")
    document.documentElement.dataset.sidebar = "folded";
})();
