// A picture of every screen, in every size, in light and dark, for somebody to look at: into the folder that is given.

import { mkdir } from 'node:fs/promises';
import {
    FAMILY_TENANT, FORMS, MAKING, OFFICE, ORIGIN, OWN, READING, RULES, TABS, TENANT, byToken, formsOf, fullFamily, open, rulesOf, signedIn,
} from './house.mjs';

const out = process.argv[2] ?? 'screenshots';
await mkdir(out, { recursive: true });
const browser = await open();

async function take(page, name, path) {
    if (path !== undefined) await page.goto(`${ORIGIN}${path}`);
    await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
}

async function tour(post, options, prefix) {
    const page = await signedIn(browser, post, options);
    const home = `/t/${TENANT}`;
    await take(page, `${prefix}work`, home);
    await take(page, `${prefix}account`, `${home}/account`);
    const family = post === 'budget_approver' ? null : await fullFamily(page);
    if (family) {
        await take(page, `${prefix}families`, `${home}/families`);
        await page.fill('#seek', 'schulden');
        await page.press('#seek', 'Enter');
        await page.locator('.k-found mark').first().waitFor();
        await take(page, `${prefix}search`);
        for (const tab of TABS) await take(page, `${prefix}dossier${tab.replace('/', '-')}`, `${family}${tab}`);
        if (post === 'professional') {
            const acts = await formsOf(page, TABS.map((tab) => `${family}${tab}`));
            for (const act of acts) await take(page, `${prefix}act-${act.split('?')[0].split('/').slice(-2).join('-')}`, act);
            for (const form of FORMS) await take(page, `${prefix}form${form.replaceAll('/', '-')}`, `${family}${form}`);
        }
    }
    if (post !== 'volunteer') await take(page, `${prefix}budget`, `${home}/budget`);
    if (post === 'coordinator') {
        for (const path of OFFICE) await take(page, `${prefix}${path.slice(1).replaceAll('/', '-')}`, `${home}${path}`);
        for (const act of await formsOf(page, OFFICE.map((path) => `${home}${path}`))) {
            await take(page, `${prefix}act-${act.split('?')[0].split('/').slice(-2).join('-')}`, act);
        }
    }
    if (post === 'coordinator') await bulk(page, home, prefix);
    if (post === 'budget_approver') await take(page, `${prefix}desk`, `${home}/budget/desk`);
    await page.context().close();
}

/** What is done to many families at once: what each act asks, and what came of one, which is then taken back. */
async function bulk(page, home, prefix) {
    for (const act of ['assign', 'hand-over', 'release', 'keep']) {
        await page.goto(`${ORIGIN}${home}/office/assign`);
        for (const box of [0, 1]) await page.locator('input[name=family]').nth(box).check();
        await page.click(`main form button[value=${act}]`);
        await page.locator('form[data-bulk]').waitFor();
        await take(page, `${prefix}bulk-${act}`);
    }
    await page.check('input[name=basis][value=jeugdwet]');
    await page.click('form[data-bulk] .k-buttons button');
    await page.locator('[data-came]').waitFor();
    await take(page, `${prefix}bulk-came`);
    await page.click('button[data-undo]');
    await page.locator('button[data-undo]').waitFor({ state: 'detached' });
}

async function national(options, prefix) {
    const page = await byToken(browser, 'reader', options);
    for (const path of READING) await take(page, `${prefix}national${path.replaceAll('/', '-')}`, `/national${path}`);
    await page.goto(`${ORIGIN}/national`);
    await page.locator('.k-rows a').first().click();
    await page.waitForURL(/release\?of=/);
    await take(page, `${prefix}national-release`);
    await page.goto(`${ORIGIN}/national/explorer`);
    await page.waitForTimeout(1500);
    await take(page, `${prefix}national-explorer`);
    await page.context().close();
    const maker = await byToken(browser, 'computes', options);
    for (const path of MAKING) await take(maker, `${prefix}national${path.replaceAll('/', '-')}`, `/national${path}`);
    await maker.context().close();
}

const context = await browser.newContext();
const page = await context.newPage();
await take(page, 'start', '/');
await take(page, 'sign-in', `/t/${TENANT}/sign-in`);
await take(page, 'invitation', `/t/${TENANT}/invitation`);
await take(page, 'error', `/t/${TENANT}/dossiers/x`);
await context.close();

await tour('professional', {}, 'desk-');
await tour('professional', { size: 'phone' }, 'phone-');
await tour('professional', { dark: true }, 'dark-');
await tour('coordinator', {}, 'coordinator-');
await tour('coordinator', { size: 'phone', language: 'en' }, 'coordinator-phone-');
await tour('volunteer', { size: 'phone' }, 'volunteer-');
await tour('budget_approver', {}, 'approver-');
for (const [prefix, options] of [['desk', {}], ['phone', { size: 'phone' }], ['dark', { size: 'phone', dark: true, language: 'en' }]]) {
    const page = await signedIn(browser, 'family_member', { ...options, tenant: FAMILY_TENANT });
    for (const path of OWN) await take(page, `family-${prefix}${path.replaceAll('/', '-')}`, `/t/${FAMILY_TENANT}${path}`);
    await page.context().close();
}
async function platform(options, prefix) {
    const page = await byToken(browser, 'operator', options);
    await take(page, `${prefix}tenants`);
    await take(page, `${prefix}tenant`, `/platform/tenant?of=${TENANT}`);
    await page.context().close();
}

async function rules(post, options, prefix) {
    const page = await signedIn(browser, post, options);
    const home = `/t/${TENANT}`;
    for (const path of RULES.slice(0, post === 'plugin_developer' ? 2 : 1)) await take(page, `${prefix}${path.slice(1).replaceAll('/', '-')}`, `${home}${path}`);
    for (const path of await rulesOf(page)) await take(page, `${prefix}${path.split('?')[0].split('/rules/')[1].replaceAll('/', '-')}`, path);
    await page.context().close();
}

await rules('plugin_developer', {}, 'developer-');
await rules('plugin_developer', { size: 'phone', language: 'en' }, 'developer-phone-');
await rules('coordinator', { size: 'phone' }, 'coordinator-rules-');
await platform({}, 'operator-');
await platform({ size: 'phone', language: 'en' }, 'operator-phone-');
await national({}, 'reader-');
await national({ size: 'phone', language: 'en' }, 'reader-phone-');
await browser.close();
