// The page from which readers ask in GraphQL: the editor, asking with the session that the page has.

import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';

const place = document.getElementById('explorer');

async function fetcher(params) {
    const response = await fetch(place.dataset.endpoint, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', 'x-krachtig-client': 'explorer' },
        body: JSON.stringify(params),
    });
    // Whoever is not signed in any more is sent to do so.
    if (response.status === 401) window.location.reload();
    return response.json();
}

const FIRST = `# Alle publicaties, met hun periode en wat erin zit.
{
  releases {
    name
    period
  }
}
`;

createRoot(place).render(createElement(GraphiQL, { fetcher, defaultQuery: FIRST, isHeadersEditorEnabled: false }));
