// A browser at the demo's pages. `cargo xtask web` starts the demo and says in the environment where it is, how one signs
// in, and which browser to use.

import { AxeBuilder } from '@axe-core/playwright';
import { chromium, devices } from 'playwright-core';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const ORIGIN = process.env.KRACHTIG_WEB ?? 'http://127.0.0.1:8080';
const LOGINS = process.env.KRACHTIG_LOGINS ?? '../../var/demo/logins.json';
const PROGRAM = process.env.KRACHTIG_PROGRAM ?? '../../target/debug/krachtig';
const CHROMIUM = process.env.KRACHTIG_CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
];

const logins = JSON.parse(await readFile(LOGINS, 'utf8'));

/** The tenant in which the tests work: its families are drawn, and its people are assigned to them. */
export const TENANT = 'exodus-rijnmond';

export async function open() {
    return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** The sizes in which everything has to work. */
export const SIZES = {
    desk: { viewport: { width: 1280, height: 900 } },
    phone: { ...devices['Pixel 7'], defaultBrowserType: undefined },
};

/** How the demo's addresses begin, by post. */
const POSTS = {
    professional: 'professional1@', volunteer: 'vrijwilliger1@', coordinator: 'coordinator@', budget_approver: 'budget1@',
    reader: 'lezer@', plugin_developer: 'ontwikkelaar@',
};

/** The tenant in which somebody of a family was invited to a login. */
export const FAMILY_TENANT = 'exodus-haaglanden';

/** The pages of somebody of a family. */
export const OWN = ['/my', '/my/consents', '/my/story', '/my/data', '/account'];

/** The address of whoever holds this post. */
export function address(post, tenant = TENANT) {
    if (post === 'family_member') return logins.family[tenant];
    const found = Object.keys(logins.members[tenant]).find((email) => email.startsWith(POSTS[post]));
    if (!found) throw new Error(`nobody in ${tenant} is ${post}`);
    return found;
}

/** Signs in at the page for it. */
export async function signIn(page, post, tenant = TENANT) {
    await page.fill('#email', address(post, tenant));
    await page.fill('#password', logins.password);
    await page.click('form[action$="/enter"] button:not([type=button])');
    await page.waitForURL((url) => url.pathname.startsWith(`/t/${tenant}`) && !url.pathname.includes('sign-in'));
}

/** A page at which somebody is signed in. */
export async function signedIn(browser, post, { size = 'desk', scripts = true, language = 'nl', tenant = TENANT, dark = false } = {}) {
    const context = await browser.newContext({
        ...SIZES[size],
        javaScriptEnabled: scripts,
        locale: language,
        colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const said = [];
    // A form that comes back is no fault.
    const isAnswer = (text) => /status of (409|422)/.test(text);
    page.on('console', (message) => { if (message.type() === 'error' && !isAnswer(message.text())) said.push(message.text()); });
    page.on('pageerror', (error) => said.push(String(error)));
    page.said = said;
    await page.goto(`${ORIGIN}/t/${tenant}`);
    await signIn(page, post, tenant);
    return page;
}

/** What axe finds wrong with a page, in words. */
export async function wrongs(page) {
    const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`);
}

/** The address of the first family of the list. */
export async function firstFamily(page, tenant = TENANT) {
    await page.goto(`${ORIGIN}/t/${tenant}/families`);
    return page.locator('table tbody th a').first().getAttribute('href');
}

/** A family whose dossier has much of everything: the one that began longest ago among the first. */
export async function fullFamily(page, tenant = TENANT) {
    await page.goto(`${ORIGIN}/t/${tenant}/families`);
    const links = await page.locator('table tbody tr').evaluateAll((rows) => rows.map((row) => ({
        href: row.querySelector('th a').getAttribute('href'),
        done: row.querySelectorAll('rect.is-done').length,
    })));
    links.sort((one, other) => other.done - one.done);
    return links[0].href;
}

export const TABS = [
    '', '/people', '/needs', '/plan', '/budget', '/partners', '/story', '/timeline', '/rights', '/attachments',
];
export const FORMS = [
    '/family/edit', '/people/new', '/consents/new', '/introductions/new', '/talks/new', '/needs/new', '/goals/new',
    '/time/new', '/connections/new', '/learning/new', '/budget/new', '/roles/new', '/problems/new', '/obstacles/new',
    '/referrals/new', '/stories/new', '/plans/new', '/attachments/new', '/steps/skip', '/closing/new', '/rights/new',
    '/limits/new', '/words/new', '/kept/edit', '/shares/new',
];

/** The office's pages and forms, for who leads it. */
export const OFFICE = [
    '/office', '/office/assign', '/members', '/members/new', '/figures', '/figures/new', '/retention', '/directory',
    '/directory/new', '/budget/desk', '/figures/quarter', '/figures/live', '/instruments', '/instruments/new', '/notices',
    '/notices/ways', '/first-steps',
];

/** One address of each kind of form that these pages lead to: to change something, or to do something about it. */
export async function formsOf(page, paths) {
    const forms = new Map();
    for (const path of paths) {
        await page.goto(`${ORIGIN}${path}`);
        const links = await page.locator('main a[href*="?of="]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
        for (const link of links) forms.set(link.split('?')[0], link);
    }
    return [...forms.values()];
}


/** A page at which somebody is signed in by a token: a reader of releases, one of the two who make them, an operator. */
export async function byToken(browser, who, { size = 'desk', scripts = true, language = 'nl', dark = false } = {}) {
    const [home, token] = {
        reader: ['/national', logins.national],
        computes: ['/national', logins.statisticians[0]],
        publishes: ['/national', logins.statisticians[1]],
        operator: ['/platform', logins.operator],
    }[who];
    const context = await browser.newContext({
        ...SIZES[size], javaScriptEnabled: scripts, locale: language, colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const said = [];
    page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (401|404|409|422)/.test(message.text())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(String(error)));
    page.said = said;
    await page.goto(`${ORIGIN}${home}`);
    await page.fill('#secret', token);
    await page.click('main form button');
    await page.waitForURL((url) => url.pathname === home);
    return page;
}

/** The pages of readers of releases, and of those who make them. */
export const READING = ['', '/compare', '/trends', '/obstacles', '/stories', '/indicators'];
export const MAKING = ['/making', '/making/plans', '/making/new'];

/** The pages of a region's rules, for who develops them. */
export const RULES = ['/rules', '/rules/upload'];

/** The pages and forms about what there is of a region's rules: one of each kind. */
export async function rulesOf(page, tenant = TENANT) {
    await page.goto(`${ORIGIN}/t/${tenant}/rules`);
    const links = (selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const found = await links('main a[href*="/rules/"][href*="?of="]');
    const first = new Map(found.reverse().map((href) => [href.split('?')[0], href]));
    return [...first.values()];
}

/** Sends the form about a dossier or the office that the page shows. */
export const submit = (page) => page.click('main form[data-draft] .k-buttons button');

/** Waits for the page that says what was done. */
export const done = (page, what) => page.waitForURL(new RegExp(`done=${what}(&|$)`));

/** How a walk is made, in the name of its test. */
export const told = (options) => `${options.size}, ${options.scripts ? 'with' : 'without'} scripts`;

/** Opens a form by the link that leads to it, the newest first. */
export async function follow(page, at) {
    await page.locator(`main a[href*="${at}?of="]`).first().click();
    await page.waitForURL((url) => url.pathname.endsWith(at));
}

/** A family of its own for a test, with one adult who consents to these. */
export async function newFamily(page, name, { person = 'Iris Proef (fictief)', purposes = [], tenant = TENANT } = {}) {
    await page.goto(`${ORIGIN}/t/${tenant}/families/new`);
    await page.fill('[id="family.name"]', name);
    await submit(page);
    await done(page, 'register');
    const dossier = page.url().split('?')[0];
    if (purposes.length === 0) return dossier;
    await page.goto(`${dossier}/people/new`);
    await page.fill('#name', person);
    await page.selectOption('#relation', 'partner');
    await submit(page);
    await done(page, 'person');
    for (const purpose of purposes) {
        await page.goto(`${dossier}/consents/new`);
        await page.selectOption('#subject', { index: 1 });
        await page.check(`input[name=purpose][value=${purpose}]`);
        await page.check('input[name=consent_form][value=signed]');
        await submit(page);
        await done(page, 'consent');
    }
    return dossier;
}

/** Axe and the width of a page, where scripts run. */
export async function fine(page, { scripts }) {
    const found = scripts ? await wrongs(page) : [];
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    return wide > 1 ? [...found, `${page.url()} is ${wide} pixels too wide`] : found;
}

/** Says something to the demo's own program, and gives what it answers. */
async function command(...words) {
    const env = { ...process.env, KRACHTIG__DATABASE__URL: `sqlite:${join(dirname(LOGINS), 'tenants')}` };
    return (await promisify(execFile)(PROGRAM, words, { env })).stdout;
}

/** A new office without anything in it, and these colleagues: each an address and a role. */
export async function newOffice(slug, colleagues) {
    await command('tenant', 'create', slug, '--name', `Nieuw kantoor ${slug} (fictief)`, '--controller', 'Stichting Proef (fictief)', '--fictional');
    for (const [name, role] of colleagues) {
        await command('user', '--tenant', slug, 'add', `${name}@voorbeeld.invalid`, '--name', `${name} Proef (fictief)`, '--role', role);
    }
}

/** A page at which a colleague of a new office took up the invitation. */
export async function invitedTo(browser, slug, name, { size = 'desk', scripts = true, language = 'nl' } = {}) {
    const [path] = /\/t\/\S+\/invitation#\S+/.exec(await command('user', '--tenant', slug, 'invite', `${name}@voorbeeld.invalid`));
    const context = await browser.newContext({ ...SIZES[size], javaScriptEnabled: scripts, locale: language });
    const page = await context.newPage();
    page.said = [];
    page.on('pageerror', (error) => page.said.push(String(error)));
    await page.goto(ORIGIN + path);
    if (!scripts) await page.fill('#invitation', path.split('#')[1]);
    await page.fill('#password', 'vier losse woorden samen');
    await page.click('form[action$="/invitation/accept"] button');
    await page.waitForURL((url) => url.pathname.startsWith(`/t/${slug}`) && !url.pathname.includes('invitation'));
    return page;
}
