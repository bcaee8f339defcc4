// Draws the OpenAPI document of this gateway. Swagger UI asks nobody else: no validator, no fonts, no images.
globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
