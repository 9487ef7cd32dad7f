// Many families at once: chosen by a filter or one by one, worked off while one sees how far it is, stopped, gone on with
// after the connection was lost, and taken back. On a desk with scripts, on a phone without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, fine, invitedTo, newFamily, newOffice, open, told } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const COLLEAGUES = [['coord', 'coordinator'], ['anna', 'professional'], ['bert', 'professional']];
const WAYS = [
    { size: 'desk', scripts: true, families: 12 },
    { size: 'phone', scripts: true, families: 6, language: 'en' },
    { size: 'phone', scripts: false, families: 3 },
    { size: 'desk', scripts: false, families: 3, language: 'en' },
];

/** An office of its own with so many families, and its coordinator at a page. */
async function office(options) {
    const slug = `veel-${options.size}-${options.scripts ? 'met' : 'zonder'}`;
    await newOffice(slug, COLLEAGUES);
    const page = await invitedTo(browser, slug, 'coord', options);
    for (let number = 1; number <= options.families; number += 1) await newFamily(page, `Gezin ${number} (fictief)`, { tenant: slug });
    return [page, `${ORIGIN}/t/${slug}/office/assign`];
}

const go = (page) => page.click('main form[data-bulk] .k-buttons button');

/** Chooses a colleague in a menu by what stands there. */
async function choose(page, menu, name) {
    const option = page.locator(`${menu} option`, { hasText: name }).first();
    await page.selectOption(menu, await option.getAttribute('value'));
}

for (const options of WAYS) {
    test(`a coordinator assigns, hands over and takes back for many families (${told(options)})`, async () => {
        const [page, list] = await office(options);
        const looks = async () => assert.deepEqual(await fine(page, options), []);
        await page.goto(`${list}?whose=none`);
        await looks();
        assert.equal(await page.locator('input[name=family]').count(), options.families);
        await page.click('main form button[value=assign]');
        await page.locator('[data-errors]').waitFor();
        await looks();
        await page.check('input[name=scope][value=all]');
        await page.click('main form button[value=assign]');
        await page.locator('form[data-bulk] #member_id').waitFor();
        await looks();
        await go(page);
        await page.locator('#member_id-wrong').waitFor();
        await choose(page, '#member_id', 'anna');
        await page.check('input[name=side][value=both]');
        await go(page);
        await page.locator('[data-came]').waitFor();
        await looks();
        const said = await page.locator('main [role=status]').first().innerText();
        assert.match(said, new RegExp(String(options.families)));

        await page.click('button[data-undo]');
        // The page before says what came of it too, and the one between that it is under way.
        await page.waitForFunction(() => document.querySelector('[data-came]') && !document.querySelector('button[data-undo], form[data-working]'));
        await page.goto(`${list}?whose=none`);
        assert.equal(await page.locator('input[name=family]').count(), options.families, 'all is as it was');

        if (options.scripts) await page.check('[data-all] input');
        else for (const box of await page.locator('input[name=family]').all()) await box.check();
        await page.click('main form button[value=assign]');
        await choose(page, '#member_id', 'anna');
        await page.check('input[name=side][value=both]');
        await go(page);
        await page.locator('[data-came]').waitFor();

        await page.goto(list);
        await choose(page, '#whose', 'anna');
        await page.click('form[role=search].k-filter button');
        await page.waitForURL(/whose=mem_/);
        await page.check('input[name=scope][value=all]');
        await page.click('main form button[value=hand-over]');
        await page.locator('form[data-bulk] #from').waitFor();
        assert.match(await page.locator('#from option:checked').innerText(), /anna/, 'it is known whose families these are');
        await choose(page, '#member_id', 'bert');
        await looks();
        await go(page);
        await page.locator('[data-came]').waitFor();
        await page.goto(`${list}?whose=none`);
        assert.equal(await page.locator('input[name=family]').count(), 0);
        await looks();
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

test('how far it is stands on the page, it can be stopped, and a lost connection goes on where it was', async () => {
    const options = { size: 'desk', scripts: true };
    await newOffice('veel-stuk', COLLEAGUES);
    const page = await invitedTo(browser, 'veel-stuk', 'coord', options);
    for (let number = 1; number <= 17; number += 1) await newFamily(page, `Gezin ${number} (fictief)`, { tenant: 'veel-stuk' });
    await page.goto(`${ORIGIN}/t/veel-stuk/office/assign`);
    await page.check('input[name=scope][value=all]');
    await page.click('main form button[value=keep]');
    await page.check('input[name=basis][value=wmo]');

    // The second portion waits until it is let go; the third is lost.
    let portions = 0;
    let release;
    const held = new Promise((resolve) => { release = resolve; });
    await page.route('**/office/assign/do', async (route) => {
        portions += 1;
        if (portions === 2) await held;
        if (portions === 3) await route.abort();
        else await route.continue();
    });
    await go(page);
    const far = page.locator('[data-far]');
    await far.getByText('5 van 17').waitFor();
    assert.equal(await page.locator('progress').getAttribute('max'), '17');
    assert.equal(await page.locator('progress').evaluate((bar) => bar.value), 5);
    assert.equal(await page.locator('[role=status] [data-far]').count(), 1, 'it is said to who cannot see it');
    assert.deepEqual(await fine(page, options), []);
    await page.click('[data-stop]');
    release();
    await page.locator('[data-go]').waitFor();
    await far.getByText('10 van 17').waitFor();
    assert.match(await page.locator('[data-said]').innerText(), /Gestopt/);
    assert.equal(portions, 2, 'nothing is sent after it was stopped');

    await page.click('[data-go]');
    await page.locator('[data-said]').getByText('De verbinding viel weg').waitFor();
    await far.getByText('10 van 17').waitFor();
    assert.deepEqual(await fine(page, options), []);
    await page.click('[data-go]');
    await page.locator('[data-came]').waitFor();
    assert.match(await page.locator('main [role=status]').first().innerText(), /Gedaan bij 17 gezinnen/);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
    assert.deepEqual(page.said, []);
    await page.context().close();
});
