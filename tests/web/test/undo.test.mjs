// What was done a moment ago is taken back by one button, as long as nobody changed it meanwhile. On a desk with scripts, on
// a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { done, fine, follow, newFamily, open, signedIn, submit, told } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const WAYS = [
    { size: 'desk', scripts: true },
    { size: 'phone', scripts: true, language: 'en' },
    { size: 'phone', scripts: false },
    { size: 'desk', scripts: false, language: 'en' },
];

async function undo(page) {
    await page.click('button[data-undo]');
    await page.waitForURL(/done=undone/);
    assert.equal(await page.locator('button[data-undo]').count(), 0, 'once is enough');
}

for (const options of WAYS) {
    test(`a tick, a goal's outcome, a skipped step and an assignment are taken back (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const looks = async () => assert.deepEqual(await fine(page, options), []);
        const dossier = await newFamily(page, `Terug ${told(options)} (fictief)`, { purposes: ['support'] });
        await page.goto(`${dossier}/goals/new`);
        await page.fill('#title', 'Rust in huis');
        await page.selectOption('#life_domain', 'domestic_relations');
        await submit(page);
        await done(page, 'goal');
        await follow(page, '/actions/new');
        await page.fill('#about', 'Samen eten');
        await page.check('input[name=carrier][value=own]');
        await submit(page);
        await done(page, 'action');

        const tick = page.locator('form[action$="/actions/tick"] input[name=done]');
        const open = await tick.count();
        await page.click('form[action$="/actions/tick"] button');
        await done(page, 'tick');
        await looks();
        await undo(page);
        assert.equal(await tick.count(), open, 'the action is open again');

        await follow(page, '/goals/end');
        await page.check('input[name=outcome][value=dropped]');
        await submit(page);
        await done(page, 'goal-end');
        await undo(page);
        await page.locator('a[href*="/goals/end?of="]').waitFor();

        await page.goto(`${dossier}/steps/skip`);
        await page.selectOption('#step', 'scaling');
        await page.fill('#reason', 'Niets om op te schalen');
        await submit(page);
        await done(page, 'step-skip');
        await undo(page);
        assert.equal(await page.locator('a[href*="/steps/again?of="]').count(), 0);

        await page.goto(`${dossier}/team/new`);
        await page.selectOption('#member_id', { index: 1 });
        await page.check('input[name=side][value=family]');
        await submit(page);
        await done(page, 'assign');
        const ends = page.locator('a[href*="/team/end?of="]');
        assert.equal(await ends.count(), 1);
        await follow(page, '/team/end');
        await submit(page);
        await done(page, 'assign-end');
        assert.equal(await ends.count(), 0);
        await undo(page);
        assert.equal(await ends.count(), 1, 'the colleague works with the family again');
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`what somebody changed meanwhile is not taken back (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const dossier = await newFamily(page, `Te laat ${told(options)} (fictief)`);
        await page.goto(`${dossier}/steps/skip`);
        await page.selectOption('#step', 'scaling');
        await page.fill('#reason', 'Niets om op te schalen');
        await submit(page);
        await done(page, 'step-skip');
        const other = await page.context().newPage();
        await other.goto(dossier);
        await follow(other, '/steps/again');
        await submit(other);
        await done(other, 'step-again');
        await other.close();
        await page.click('button[data-undo]');
        await page.locator('[data-errors]').waitFor();
        assert.deepEqual(await fine(page, options), []);
        await page.click('main .k-acts a');
        await page.waitForURL((url) => dossier.endsWith(url.pathname));
        await page.context().close();
    });
}
