// A picture of every screen for somebody to look at, into the folder that is given: as each role sees it, on a desk and on a
// phone, some of it in English, in the dark and on paper. Ends with a fault where a screen that has to be there was not
// found: see `screens.json`.

import { mkdir, readdir, unlink } from 'node:fs/promises';
import { FAMILY_TENANT, ORIGIN, TENANT, byToken, fullFamily, open, signedIn } from './house.mjs';
import { PICTURED, nameOf, reached, routeOf } from './screens.mjs';
import { confirmRules, stage } from './staged.mjs';

const out = process.argv[2] ?? 'screenshots';
await mkdir(out, { recursive: true });
for (const old of await readdir(out)) if (old.endsWith('.png')) await unlink(`${out}/${old}`);
const browser = await open();
const taken = new Set();

async function take(page, name) {
    taken.add(routeOf(page.url()));
    await page.screenshot({ path: `${out}/${name}.png`, fullPage: true });
}

/** Pictures of the pages that these lead to, as far as `wanted` says. */
async function tour(page, prefix, starts, wanted = () => true) {
    for (const [route, address] of [...await reached(page, starts)].filter(([route]) => wanted(route))) {
        await page.goto(`${ORIGIN}${address}`);
        // The explorer is fetched when it is opened, and draws itself.
        if (route.endsWith('/explorer')) {
            await page.click('[data-editor] button');
            await page.waitForTimeout(1500);
        }
        await take(page, `${prefix}-${nameOf(route)}`);
    }
}

/** What somebody in the office sees. */
async function office(post, prefix, options, { also = [], wanted } = {}) {
    const page = await signedIn(browser, post, { tenant: TENANT, ...options });
    const home = `/t/${options.tenant ?? TENANT}`;
    const sees = ['professional', 'volunteer', 'coordinator'].includes(post);
    const family = sees ? [await fullFamily(page)] : [];
    await tour(page, prefix, [...family, ...also, home, ...(sees ? [`${home}/search`] : [])], wanted);
    if (sees && !wanted) {
        await page.goto(`${ORIGIN}${home}/families`);
        await page.fill('#seek', 'schulden');
        await page.press('#seek', 'Enter');
        await page.locator('.k-found mark').first().waitFor();
        await take(page, `${prefix}-found`);
    }
    if (post === 'professional' && !wanted) {
        await page.goto(`${ORIGIN}${family[0]}/budget/new`);
        await page.click('main form[data-draft] .k-buttons button');
        await page.locator('[data-errors]').waitFor();
        await take(page, `${prefix}-wrong`);
    }
    if (post === 'coordinator' && !wanted) await bulk(page, prefix);
    await page.context().close();
}

/** What is done to many families at once: what each act asks, and what came of one, which is then taken back. */
async function bulk(page, prefix) {
    const home = `/t/${TENANT}`;
    for (const act of ['assign', 'hand-over', 'release', 'keep']) {
        await page.goto(`${ORIGIN}${home}/office/assign`);
        for (const box of [0, 1]) await page.locator('input[name=family]').nth(box).check();
        await page.click(`main form button[value=${act}]`);
        await page.locator('form[data-bulk]').waitFor();
        await take(page, `${prefix}-bulk-${act}`);
    }
    await page.check('input[name=basis][value=jeugdwet]');
    await page.click('form[data-bulk] .k-buttons button');
    await page.locator('[data-came]').waitFor();
    await take(page, `${prefix}-bulk-came`);
    await page.click('button[data-undo]');
    // The page before says what came of it too, and the one between that it is under way.
    await page.waitForFunction(() => document.querySelector('[data-came]') && !document.querySelector('button[data-undo], form[data-working]'));
}

/** What whoever is not signed in sees. */
async function outside(prefix, options, links) {
    const context = await browser.newContext({ locale: options.language ?? 'nl', ...options.device });
    const page = await context.newPage();
    const door = ['/', `/t/${TENANT}/sign-in`, `/t/${TENANT}/invitation`, `/t/${TENANT}/referral`, `/t/${TENANT}/nowhere/at/all`];
    for (const path of [...door, '/national/sign-in', '/platform/sign-in']) {
        await page.goto(`${ORIGIN}${path}`);
        await take(page, `${prefix}-${nameOf(routeOf(page.url()))}`);
    }
    if (links.referral) {
        await page.goto(`${ORIGIN}${links.referral}`);
        await page.click('form[action$="/referral/open"] button');
        await page.locator('form[action$="/referral/accept"]').waitFor();
        await take(page, `${prefix}-referral-open`);
    }
    await context.close();
}

/** On paper. */
async function printed(addresses) {
    const page = await signedIn(browser, 'coordinator');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 794, height: 1123 });
    for (const address of addresses) {
        await page.goto(`${ORIGIN}${address}`);
        await take(page, `print-${nameOf(routeOf(address))}`);
    }
    await page.context().close();
}

const staged = await stage(browser);
// An office that is not new is not led to its first steps.
staged.coordinator.push(`/t/${TENANT}/first-steps`);
const PHONE = { size: 'phone' };
const isForm = (route) => /\/(new|edit|end|again|sure|agree|reply|answer|wrong|back|done|longer|skip|away|heard)$/.test(route);

await outside('outside', {}, staged);
await outside('outside-phone', { language: 'en', device: { viewport: { width: 412, height: 839 }, isMobile: true } }, staged);
await office('coordinator', 'coordinator', {}, { also: staged.coordinator });
await office('coordinator', 'coordinator-phone', { ...PHONE, language: 'en' }, { also: staged.coordinator });
await office('professional', 'professional', {}, { also: staged.professional });
await office('professional', 'professional-phone', PHONE, { also: staged.professional });
await office('professional', 'professional-dark', { dark: true, language: 'en' }, { wanted: (route) => !isForm(route) });
await office('volunteer', 'volunteer-phone', PHONE);
await office('budget_approver', 'approver', {});
await office('budget_approver', 'approver-phone', { ...PHONE, language: 'en' });
await office('plugin_developer', 'developer', {});
await office('plugin_developer', 'developer-phone', { ...PHONE, language: 'en' });
await confirmRules(browser);
await office('plugin_developer', 'developer-after', {}, { wanted: (route) => route.endsWith('/rules/shadow') });
await office('reader', 'member-reader', PHONE);
for (const [prefix, options] of [['family', {}], ['family-phone', PHONE], ['family-dark', { ...PHONE, dark: true, language: 'en' }]]) {
    await office('family_member', prefix, { ...options, tenant: FAMILY_TENANT });
}
for (const [who, home] of [['reader', '/national'], ['computes', '/national'], ['operator', '/platform']]) {
    for (const [prefix, options] of [[who, {}], [`${who}-phone`, { ...PHONE, language: 'en' }]]) {
        const page = await byToken(browser, who, options);
        await tour(page, prefix, [home]);
        await page.context().close();
    }
}
const paper = ['', '/plan', '/budget', '/needs', '/timeline'].map((tab) => `${staged.full}${tab}`);
await printed([...paper, `${staged.told}/report?of=family`, `/t/${TENANT}/figures/live`, `/t/${TENANT}/office`]);
await browser.close();

const lacking = PICTURED.filter((route) => !taken.has(route));
if (lacking.length > 0) {
    console.error(`No picture was taken of:\n${lacking.join('\n')}`);
    process.exitCode = 1;
}
