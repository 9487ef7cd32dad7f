// A person of a family and the own plan: on a desk and on a phone, with scripts and without; and how the office invites one.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { FAMILY_TENANT, ORIGIN, OWN, SIZES, TENANT, fullFamily, open, signedIn, wrongs } from '../src/house.mjs';

let browser;
before(async () => { browser = await open(); });
after(async () => { await browser.close(); });

const own = `${ORIGIN}/t/${FAMILY_TENANT}`;
const WAYS = [
    { size: 'desk', scripts: true },
    { size: 'desk', scripts: false },
    { size: 'phone', scripts: true },
    { size: 'phone', scripts: false },
];
const told = (options) => `${options.size}, ${options.scripts ? 'with' : 'without'} scripts`;

for (const options of WAYS) {
    test(`somebody of a family works with the own plan (${told(options)})`, async () => {
        const page = await signedIn(browser, 'family_member', { ...options, tenant: FAMILY_TENANT });
        assert.equal(new URL(page.url()).pathname, `/t/${FAMILY_TENANT}/my`, 'one begins with the own plan');
        await page.getByRole('heading', { level: 1, name: 'Mijn plan' }).waitFor();

        const action = `Zelf bellen ${told(options)}`;
        await page.locator('summary').click();
        await page.click('form[action$="/actions/add"] button');
        await page.locator('#towards-wrong').waitFor();
        await page.selectOption('#towards', { index: 1 });
        await page.fill('#about', action);
        await page.click('form[action$="/actions/add"] button');
        await page.waitForURL(/done=own-add/);

        await page.click('form[action$="/my/sign"] button');
        await page.waitForURL(/done=own-sign/);
        assert.equal(await page.locator('form[action$="/my/sign"]').count(), 0, 'what is signed is signed');
        await page.locator('li', { hasText: action }).locator('button').click();
        await page.waitForURL(/done=own-finish/);
        await page.locator('li.is-done', { hasText: action }).waitFor();
        assert.equal(await page.locator('form[action$="/my/sign"]').count(), 0, 'doing it changes nothing of the plan');

        await page.click('form[action$="/my/comment"] button');
        await page.locator('#text-wrong').waitFor();
        await page.fill('#text', `Een vraag (${told(options)})`);
        await page.click('form[action$="/my/comment"] button');
        await page.waitForURL(/done=own-comment/);
        await page.locator('dd', { hasText: `Een vraag (${told(options)})` }).waitFor();

        await page.goto(`${own}/my/consents`);
        const story = page.locator('section', { has: page.locator('#of-story') });
        // Whoever came before may have left it as it was, or not.
        if (await story.locator('form[action$="/give"]').count() === 0) {
            await story.locator('form[action$="/withdraw"] button').first().click();
            await page.waitForURL(/done=own-withdraw/);
        }
        await story.locator('form[action$="/give"] button').click();
        await page.waitForURL(/done=own-give/);
        await story.locator('.k-badge--good').waitFor();

        await page.goto(`${own}/my/story`);
        await page.locator('form[action$="/story/approve"] select').first().selectOption('family');
        await page.locator('form[action$="/story/approve"] button').first().click();
        await page.waitForURL(/done=own-approve/);
        await page.locator('form[action$="/story/withdraw"] button').first().click();
        await page.waitForURL(/done=own-disapprove/);

        await page.goto(`${own}/my/data`);
        await page.locator('#looked').waitFor();
        for (const [form, name, has] of [['read', 'mijn-gegevens.html', 'Uw inlog'], ['take', 'mijn-gegevens.json', 'krachtig-person-export']]) {
            const [kept] = await Promise.all([
                page.waitForEvent('download'),
                page.click(`form[action$="/data/${form}"] button`),
            ]);
            assert.equal(kept.suggestedFilename(), name);
            assert.ok((await readFile(await kept.path(), 'utf8')).includes(has));
        }
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}

for (const options of [{ size: 'desk' }, { size: 'phone', dark: true, language: 'en' }]) {
    test(`axe finds nothing on the pages of somebody of a family (${JSON.stringify(options)})`, async () => {
        const page = await signedIn(browser, 'family_member', { ...options, tenant: FAMILY_TENANT });
        const found = [];
        for (const path of OWN) {
            const response = await page.goto(`${own}${path}`);
            assert.equal(response.status(), 200, path);
            for (const details of await page.locator('details').all()) await details.evaluate((one) => { one.open = true; });
            found.push(...(await wrongs(page)).map((wrong) => `${path}: ${wrong}`));
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 1) found.push(`${path}: ${wide} pixels too wide`);
        }
        for (const path of ['/families', '/members', '/directory', '/office', '/budget']) {
            const response = await page.goto(`${own}${path}`);
            assert.equal(response.status(), 404, `${path} is the office's`);
        }
        await page.context().close();
        assert.deepEqual(found, []);
    });
}

for (const scripts of [true, false]) {
    test(`the office invites somebody of a family, answers, and ends the login (${scripts ? 'with' : 'without'} scripts)`, async () => {
        const page = await signedIn(browser, 'professional', { scripts });
        const family = `${ORIGIN}${await fullFamily(page)}`;
        await page.goto(`${family}/people`);
        await page.click('a[href*="/logins/new?of="]');
        await page.waitForURL(/\/logins\/new/);
        await page.click('main form[data-draft] .k-buttons button');
        const codes = page.locator('.k-secret code');
        await codes.first().waitFor();
        const invitation = await codes.first().getAttribute('data-address');
        const name = await codes.nth(1).innerText();
        assert.match(name, /^[2-9a-z]{4}-[2-9a-z]{4}@gezin$/);

        const theirs = await (await browser.newContext({ ...SIZES.phone, javaScriptEnabled: scripts, locale: 'nl' })).newPage();
        await theirs.goto(`${ORIGIN}${invitation}`);
        await theirs.fill('#invitation', invitation.split('#')[1]);
        await theirs.fill('#password', 'vier paarden in de mist');
        await theirs.click('form[action$="/invitation/accept"] button');
        await theirs.waitForURL(/\/my$/);
        await theirs.fill('#text', `Wanneer bellen we? ${scripts}`);
        await theirs.click('form[action$="/my/comment"] button');
        await theirs.waitForURL(/done=own-comment/);

        await page.goto(`${family}/plan`);
        await page.locator('li', { hasText: `Wanneer bellen we? ${scripts}` }).locator('a[href*="/comments/reply"]').click();
        await page.waitForURL(/comments\/reply/);
        await page.fill('#text', `Maandag om tien uur. ${scripts}`);
        await page.click('main form[data-draft] .k-buttons button');
        await page.waitForURL(/done=plan-answer/);
        await theirs.goto(`${ORIGIN}/t/${TENANT}/my`);
        await theirs.locator('dd', { hasText: `Maandag om tien uur. ${scripts}` }).waitFor();

        await page.goto(`${family}/people`);
        await page.click('a[href*="/logins/end?of="]');
        await page.waitForURL(/\/logins\/end/);
        await page.click('main form[data-draft] .k-buttons button');
        await page.waitForURL(/done=family-login-end/);
        // A session is trusted for less than a second before it is asked about again.
        await theirs.waitForTimeout(1200);
        await theirs.goto(`${ORIGIN}/t/${TENANT}/my`);
        assert.ok(theirs.url().includes('/sign-in'), 'the login is over');
        await theirs.context().close();
        assert.deepEqual(page.said, []);
        await page.context().close();
    });
}
