/** Bare Express: what any webhook server of ours is at best. `node bench/express-hello.ts PORT` */
import express from 'express';

const app = express();
app.get('/', (_request, response) => {
  response.send('hello');
});
app.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
process.stdin.resume().on('end', () => process.exit(0));
