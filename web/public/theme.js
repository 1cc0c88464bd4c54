// Runs before the first paint, as a file because the CSP allows no inline script: a stored choice of
// theme must not flash in the other one first.
try {
  const theme = localStorage.getItem("wick.theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's preference then decides.
}
