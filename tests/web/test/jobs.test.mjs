// Each role's main job, on a desk and on a phone, with scripts and without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORIGIN, TENANT, firstFamily, fullFamily, open, signIn, signedIn } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const home = `${ORIGIN}/t/${TENANT}`;
const WAYS = [
    { size: 'desk', scripts: true },
    { size: 'desk', scripts: false },
    { size: 'phone', scripts: true },
    { size: 'phone', scripts: false },
];
const told = (options) => `${options.size}, ${options.scripts ? 'with' : 'without'} scripts`;
const today = new Date().toISOString().slice(0, 10);
const submit = (page) => page.click('main form[data-draft] .k-buttons button');

for (const options of WAYS) {
    test(`a professional registers a family, sets a goal and ticks an action (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const name = `Proef ${options.size} ${options.scripts} (fictief)`;
        await page.goto(`${home}/families/new`);
        await submit(page);
        await page.locator('[id="family.name-wrong"]').waitFor();
        await page.fill('[id="family.name"]', name);
        await submit(page);
        await page.waitForURL(/\/dossiers\/tra_[0-9a-f]+\?done=register/);
        assert.ok((await page.locator('h1').innerText()).includes(name));
        const dossier = page.url().split('?')[0];

        await page.goto(`${dossier}/people/new`);
        await page.fill('#name', 'Noor Proef (fictief)');
        await page.selectOption('#relation', 'partner');
        await submit(page);
        await page.waitForURL(/done=person/);
        await page.goto(`${dossier}/consents/new`);
        await page.selectOption('#subject', { index: 1 });
        await page.check('input[name=purpose][value=support]');
        await page.check('input[name=consent_form][value=spoken]');
        await submit(page);
        await page.waitForURL(/done=consent/);

        await page.goto(`${dossier}/needs/new`);
        await page.locator('summary').first().click();
        await page.locator('.k-levels label').nth(2).click();
        await page.locator('input[name^="strength."]').first().fill('Kan goed rekenen');
        await submit(page);
        await page.waitForURL(/done=mapping/);
        await page.getByText('Kan goed rekenen').waitFor();

        await page.goto(`${dossier}/goals/new`);
        await page.fill('#title', 'Weer samen eten');
        await page.selectOption('#life_domain', 'domestic_relations');
        await submit(page);
        await page.waitForURL(/done=goal/);
        await page.click('article a[href*="/actions/new"]');
        await page.waitForURL(/actions\/new/);
        await page.fill('#about', 'Tafel ophalen');
        await page.check('input[name=carrier][value=own]');
        await page.fill('#due_on', today);
        await submit(page);
        await page.waitForURL(/done=action/);
        await page.click('form[action$="/actions/tick"] button');
        await page.waitForURL(/done=tick/);
        await page.locator('li.is-done').getByText('Tafel ophalen').first().waitFor();
        assert.deepEqual(page.said, []);
        await page.context().close();
    });

    test(`money is asked for, and somebody else decides (${told(options)})`, async () => {
        const page = await signedIn(browser, 'professional', options);
        const family = await fullFamily(page);
        await page.goto(`${ORIGIN}${family}/budget/new`);
        await page.fill('#purpose', `Treinkaartjes ${told(options)}`);
        await page.fill('#amount', '12,50');
        await page.selectOption('#life_domain', 'finances');
        await page.check('input[name=payee][value=supplier]');
        await page.selectOption('#silo', 'none');
        await submit(page);
        await page.waitForURL(/done=request|\/budget\/request/);
        const asked = page.url().includes('done=request');
        await page.context().close();

        const approver = await signedIn(browser, 'budget_approver', options);
        await approver.goto(`${home}/budget`);
        if (asked) {
            const forms = approver.locator('form[action$="/budget/approve"]');
            if (await forms.count() > 0) {
                await forms.first().locator('button').nth(1).click();
                await approver.locator('[data-errors]').waitFor();
            }
        }
        assert.deepEqual(approver.said, []);
        await approver.context().close();
    });

    test(`a coordinator finds a family and sees the office (${told(options)})`, async () => {
        const page = await signedIn(browser, 'coordinator', options);
        const href = await firstFamily(page);
        await page.goto(`${ORIGIN}${href}`);
        const name = (await page.locator('h1').innerText()).replace(/^Gezin /, '');
        // Of a word that every name of the demo has, nothing is found.
        const [word] = name.split(/[^\p{L}]+/u).filter((one) => one !== 'fictief').sort((a, b) => b.length - a.length);
        await page.goto(`${home}/families`);
        await page.fill('#seek', word);
        await page.press('#seek', 'Enter');
        await page.locator(`main .k-found a[href^="${href}"]`).first().waitFor();
        assert.ok(!page.url().includes(word), 'no name stands in an address');
        await page.goto(`${home}/office`);
        await page.locator('#workload-head').waitFor();
        await page.context().close();
    });

    test(`a volunteer sees the work and not the detention (${told(options)})`, async () => {
        const page = await signedIn(browser, 'volunteer', options);
        const href = await firstFamily(page);
        await page.goto(`${ORIGIN}${href}/people`);
        assert.equal(await page.locator('#detainees').count(), 0);
        await page.goto(`${ORIGIN}${href}/plan`);
        await page.locator('#goals').waitFor();
        await page.context().close();
    });
}

test('what two people changed is shown to whoever was second, with the typed text kept', async () => {
    const one = await signedIn(browser, 'professional');
    const family = await firstFamily(one);
    const other = await signedIn(browser, 'coordinator');
    for (const page of [one, other]) await page.goto(`${ORIGIN}${family}/family/edit`);
    await other.fill('#note', 'Bel na zes uur.');
    await submit(other);
    await other.waitForURL(/done=change/);
    await one.fill('#note', 'De hond bijt.');
    await submit(one);
    await one.locator('[data-errors]').waitFor();
    assert.equal(await one.inputValue('#note'), 'De hond bijt.');
    await one.getByText('Bel na zes uur.').waitFor();
    assert.ok(await one.evaluate(() => document.activeElement?.hasAttribute('data-errors')), 'the eye goes to it');
    await one.context().close();
    await other.context().close();
});

test('a draft outlives a session that ended, and goes at signing out', async () => {
    const page = await signedIn(browser, 'professional');
    const family = await firstFamily(page);
    const form = `${ORIGIN}${family}/learning/new`;
    await page.goto(form);
    await page.fill('#tried', 'Samen naar de gemeente gebeld.');
    await page.waitForFunction(() => document.querySelector('span[data-saved]').textContent !== '');
    await page.context().clearCookies();
    await submit(page);
    await page.locator('#password').waitFor();
    await signIn(page, 'professional');
    await page.goto(form);
    assert.equal(await page.inputValue('#tried'), 'Samen naar de gemeente gebeld.');
    await page.click('form[data-forget] button');
    await page.locator('#password').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    await page.context().close();
});

test('keys go where they say, and every page can be walked with them', async () => {
    const page = await signedIn(browser, 'professional');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#content', 'the skip link comes first');
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.waitForURL(/\/families$/);
    await page.context().close();
});
