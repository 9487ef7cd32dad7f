// What pages can do better with scripts; without them everything works as well.

import htmx from 'htmx.org';
import { workOff } from './bulk.js';
import { keepDrafts } from './drafts.js';
import { editor } from './editor.js';
import { keepFocus } from './focus.js';
import { offerNewPasskey, offerPasskey } from './passkey.js';
import { live } from './live.js';
import { offerUpload, watchReplay } from './rules.js';
import { readSecret, wholeAddress } from './secret.js';
import { showWhereOneIs } from './sight.js';
import { offerKeys, shortcuts } from './shortcuts.js';

htmx.config.includeIndicatorCSS = false;

const prepared = [];

/** Runs for the page that was loaded, and for each that is swapped in after it. */
function everyPage(prepare) {
    prepared.push(prepare);
    prepare();
    document.addEventListener('htmx:after:swap', prepare);
}

keepFocus();
shortcuts();
everyPage(keepDrafts);
everyPage(offerKeys);
everyPage(offerPasskey);
everyPage(offerNewPasskey);
everyPage(readSecret);
everyPage(wholeAddress);
everyPage(live());
everyPage(editor);
everyPage(offerUpload);
everyPage(watchReplay);
everyPage(workOff(() => { for (const prepare of prepared) prepare(); }));
everyPage(showWhereOneIs);
