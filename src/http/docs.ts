import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import helmet from 'helmet';
import { openApiDocument } from './openapi.ts';
import { type ProblemCode, problems, sendProblem } from './problem.ts';
import { problemList, problemPage } from './problem-pages.ts';

/** What Swagger UI is made of: two files of its package, and nothing from anywhere else. */
const swaggerFiles = ['swagger-ui-bundle.js', 'swagger-ui.css'];

/** The API explained: `/openapi.json`, `/docs`, and the pages that a problem's `type` leads to. There are no secrets in it. */
export function docsRoutes(): Router {
  const router = Router();
  let document: string | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiDocument());
    response.type('json').send(document);
  });
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const pages = Router().use(helmet({ contentSecurityPolicy: { useDefaults: false, directives: policy } }));
  pages.get('/docs', (_request, response) => response.type('html').send(docsPage));
  pages.use('/docs/page', express.static(fileURLToPath(new URL('./page', import.meta.url)), { index: false }));
  for (const file of swaggerFiles)
    pages.get(`/docs/${file}`, (_request, response) => response.sendFile(file, { root: folder, maxAge: '1h' }));
  pages.get('/problems', (_request, response) => response.type('html').send(problemList()));
  pages.get('/problems/:code', (request, response) => {
    const code = String(request.params['code']);
    if (!Object.hasOwn(problems, code)) return sendProblem(response, 'unknown-route');
    response.type('html').send(problemPage(code as ProblemCode));
  });
  return router.use(pages);
}

/** Swagger UI draws its icons from the style sheet, as data. */
const policy = {
  defaultSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  baseUri: ["'self'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
};

const docsPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The Poundkey API</title>
<link rel="icon" href="/docs/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<script src="/docs/swagger-ui-bundle.js" defer></script>
<script src="/docs/page/docs.js" defer></script>
</head>
<body><main id="swagger"></main></body>
</html>`;
