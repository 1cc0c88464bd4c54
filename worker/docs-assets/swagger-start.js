window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // No badge from another host.
  validatorUrl: null,
});
