// The search index would be built in a worker; the list of operations is short enough without.
window.Redoc.init(
  "/openapi.json",
  { disableSearch: true, hideHostname: true },
  document.getElementById("docs"),
);
