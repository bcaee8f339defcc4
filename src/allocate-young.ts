import { setFlagsFromString } from 'node:v8';

/*
 * Imported first, for what it does. V8 notes which places make objects that live long and lets them make the next ones in
 * the old space at once. A burst makes all of ours look like that: from then on every request leaves something in the old
 * space that is garbage a moment later, and until the next full collection all that it points at is kept and copied too.
 * That cost a tenth of the CPU, and pauses of 10 ms (docs/decisions/0011-nothing-is-born-old.md).
 */
setFlagsFromString('--no-allocation-site-pretenuring');
