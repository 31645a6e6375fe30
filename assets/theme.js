// Sets the theme before the first paint, so that a dark screen never flashes white.
(function () {
  var saved = localStorage.getItem("theme");
  var dark =
    saved === "dark" ||
    (saved !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.add(dark ? "dark" : "light");
})();
