// What is typed is thrown away by the form that saved it, and by no address that says so.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, firstFamily, open, signedIn } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const TRIED = 'Samen de post doorgenomen.';

test('a link throws no draft away, and the form itself does', async () => {
    const page = await signedIn(browser, 'professional');
    const family = await firstFamily(page);
    const form = `${ORIGIN}${family}/learning/new`;
    await page.goto(form);
    const draft = await page.locator('main form[data-draft]').getAttribute('data-draft');
    await page.fill('#tried', TRIED);
    await page.waitForFunction(() => document.querySelector('span[data-saved]').textContent !== '');
    await page.goto(`${ORIGIN}${family}?done=learning&draft=${draft}`);
    await page.goto(form);
    assert.equal(await page.inputValue('#tried'), TRIED, 'somebody sent a link, and nothing was lost');
    await page.fill('#learned', 'Een map per soort post helpt.');
    await page.click('main form[data-draft] .k-buttons button');
    await page.waitForURL(/done=learning/);
    await page.goto(form);
    assert.equal(await page.inputValue('#tried'), '', 'what is saved is no draft any more');
    await page.context().close();
});
