/** The gateway as it is shipped, but for its end: like all of `bench/` it ends with us, whatever ends us. */
process.stdin.resume().on('end', () => process.exit(0));
await import('../src/main.ts');
