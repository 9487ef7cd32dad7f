// Keyboard shortcuts: a list of them, where they lead, and that who wants none has none.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `/t/${TENANT}`;
const at = (page, path) => page.waitForURL((url) => url.pathname === path);

test('keys lead to pages and to the search field, and a list tells them', async () => {
    const page = await signedIn(browser, 'coordinator');
    await page.goto(`${ORIGIN}${home}`);
    await page.keyboard.press('?');
    const list = page.locator('#shortcuts');
    await list.waitFor();
    assert.ok(await list.locator('kbd').count() >= 8);
    assert.deepEqual(await wrongs(page), []);
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });

    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await at(page, `${home}/families`);
    // The new page has been swapped in where it has the focus.
    await page.waitForFunction(() => document.activeElement?.id === 'content');
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'seek');
    // In a field a key is a letter.
    await page.keyboard.type('?go/');
    assert.equal(await page.inputValue('#seek'), '?go/');
    assert.ok(await list.isHidden());
    assert.equal(new URL(page.url()).pathname, `${home}/families`);
    // A letter alone, or after another one than g, does nothing.
    await page.locator('h1').click();
    await page.keyboard.press('x');
    await page.keyboard.press('o');
    assert.equal(new URL(page.url()).pathname, `${home}/families`);

    // Switched off they stay off, on the next page too, and the list goes on saying how to have them back.
    await page.click('[data-keys]');
    await page.uncheck('[data-keys-on]');
    await page.click('[data-keys-close]');
    await page.goto(`${ORIGIN}${home}`);
    for (const key of ['?', 'g', 'f', '/']) await page.keyboard.press(key);
    await page.waitForTimeout(300);
    assert.ok(await list.isHidden());
    assert.equal(new URL(page.url()).pathname, home);
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'seek');
    await page.click('[data-keys]');
    assert.equal(await page.isChecked('[data-keys-on]'), false);
    await page.check('[data-keys-on]');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await at(page, `${home}/directory`);
    assert.deepEqual(page.said, []);
    await page.context().close();
});

test('without scripts nothing is said of keys', async () => {
    const page = await signedIn(browser, 'coordinator', { size: 'phone', scripts: false });
    assert.ok(await page.locator('[data-keys]').isHidden());
    assert.ok(await page.locator('#shortcuts').isHidden());
    await page.context().close();
});
