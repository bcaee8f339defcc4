/**
 * Lets many places make what lives long, until V8 may have learnt that of them, and prints how many make their next one in
 * the old space. For `node --allow-natives-syntax`.
 */
const isYoung = new Function('value', 'return %InYoungGeneration(value)');
let old = 0;
for (let place = 0; place < 16; place++) {
  const make = new Function('n', `return { place: ${place}, n, listeners: [n] };`);
  const kept = [];
  for (let n = 0; n < 600_000; n++) {
    kept.push(make(n));
    // Its burst is over, and the next one comes.
    if (n % 200_000 === 199_999) kept.length = 0;
  }
  if (!isYoung(make(0))) old++;
}
console.log(old);
