// Runs before the page is painted: the stored choice of colours and size, so that nothing flashes.
const root = document.documentElement;
root.classList.add("js");
try {
  const theme = localStorage.getItem("wutong-theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  if (localStorage.getItem("wutong-size") === "large") root.dataset.size = "large";
} catch {
  // a browser that forbids storage shows the usual colours
}
