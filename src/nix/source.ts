/** The attributes of a flake reference, as they stand in a lock file's "locked" or "original". */
export type SourceAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where a locked input comes from, in three spellings; see `LockedInput` and `LockEntry`. */
export type Source = {
  readonly type: string;
  readonly url: string;
  readonly web: string | null;
  readonly origin: string;
};

/** Parameters of a flake reference that choose other content of the same repository. */
const CHOOSING = ['dir', 'submodules', 'lfs', 'exportIgnore', 'shallow', 'allRefs'] as const;

/**
 * Says where a locked input comes from. The place is that of "locked"; the branch is what "original" asks for, and for
 * tarballs so is the URL, because a locked one names a revision. Types and their attributes: "Types" in the Nix manual's
 * `nix flake` page. A type that is not known yet is spelled out from its attributes.
 */
export function describeSource(locked: SourceAttributes, original: SourceAttributes): Source {
  const type = text(locked.type) ?? 'unknown';
  const ref = text(original.ref) ?? text(locked.ref);
  const options = chosen({ ...locked, ...original });
  switch (type) {
    case 'github':
    case 'gitlab':
    case 'sourcehut':
      return forgeSource(type, { locked, ref, options });
    case 'git':
    case 'hg': {
      const url = text(locked.url) ?? '';
      const scheme = url.startsWith(`${type}:`) ? '' : `${type}+`;
      return {
        type,
        url: withQuery(`${scheme}${url}`, { ref, ...options }),
        web: webOfRepository(url),
        origin: url,
      };
    }
    case 'tarball':
    case 'file':
      return downloadSource(type, { locked, original, options });
    case 'path': {
      const path = text(original.path) ?? text(locked.path) ?? '';
      return {
        type,
        url: withQuery(`path:${path}`, options),
        web: null,
        origin: `path:${text(locked.path) ?? ''}`,
      };
    }
    case 'indirect': {
      const url = ['flake:', text(locked.id) ?? '', ref === undefined ? '' : `/${ref}`].join('');
      return { type, url, web: null, origin: url };
    }
    default: {
      const place = text(locked.url) ?? [locked.host, locked.owner, locked.repo].filter(Boolean).join('/');
      const url = withQuery(`${type}:${place}`, { ref, ...options });
      return { type, url, web: webOfRepository(place), origin: `${type}:${place}` };
    }
  }
}

const FORGES = { github: 'github.com', gitlab: 'gitlab.com', sourcehut: 'git.sr.ht' } as const;

type ForgeParts = {
  readonly locked: SourceAttributes;
  readonly ref: string | undefined;
  readonly options: Options;
};

function forgeSource(type: keyof typeof FORGES, { locked, ref, options }: ForgeParts): Source {
  const host = text(locked.host);
  const place = [text(locked.owner) ?? '', text(locked.repo) ?? ''].join('/');
  // GitLab's subgroups are written with an escaped slash.
  const web = `https://${host ?? FORGES[type]}/${place.replace(/%2f/gi, '/')}`;
  const url = withQuery(`${type}:${place}${ref === undefined ? '' : `/${ref}`}`, { host, ...options });
  return { type, url, web, origin: web };
}

type DownloadParts = {
  readonly locked: SourceAttributes;
  readonly original: SourceAttributes;
  readonly options: Options;
};

/** An archive or a file. Forgejo, Gitea, GitHub and GitLab serve a repository's archives under known paths, which tells the repository. */
function downloadSource(type: 'tarball' | 'file', { locked, original, options }: DownloadParts): Source {
  const from = text(locked.url) ?? '';
  const asked = text(original.url) ?? withoutRevision(from);
  const archive = /^(https?:\/\/[^/]+\/.+?)(?:\/-)?\/archive\/[^?]+$/.exec(from.replace(/\?.*$/, ''));
  const web = type === 'tarball' ? (archive?.[1]?.replace(/\/api\/v1\/repos(?=\/)/, '') ?? null) : null;
  const scheme = type === 'file' && !/^file(\+|:)/.test(asked) ? 'file+' : '';
  return {
    type,
    url: withQuery(`${scheme}${asked}`, options),
    web,
    origin: web ?? /^[a-z+]+:\/\/[^/?]*/.exec(from)?.[0] ?? from,
  };
}

function withoutRevision(url: string): string {
  return url.replace(/[?&](rev|revCount|lastModified|narHash)=[^&]*/g, '').replace(/[0-9a-f]{40}/g, 'REV');
}

/** The page of a git repository, where its address is one that forges use: https as it is, ssh by the same path. */
export function webOfRepository(address: string): string | null {
  const match =
    /^(?:git\+|hg\+)?(?:(https?):\/\/(?:[^@/]*@)?|ssh:\/\/(?:[^@/]*@)?|[\w.-]+@(?=[^/]+:))([^/:]+)(:\d+)?[/:]([^?#]+)/.exec(
      address,
    );
  if (match === null) return null;
  const [, scheme, host, port, path] = match;
  const repository = path!.replace(/\/+$/, '').replace(/\.git$/, '');
  // A port of SSH says nothing of the web server's.
  return scheme === undefined
    ? `https://${host}/${repository}`
    : `${scheme}://${host}${port ?? ''}/${repository}`;
}

type Options = Readonly<Record<string, string | undefined>>;

function chosen(attributes: SourceAttributes): Options {
  const spelled = (value: string | number | boolean) => (value === true ? '1' : `${value}`);
  return Object.fromEntries(
    CHOOSING.flatMap((key) => {
      const value = attributes[key];
      return value === undefined || value === false || value === 0 || value === ''
        ? []
        : [[key, spelled(value)]];
    }),
  );
}

function withQuery(url: string, options: Options): string {
  const query = Object.entries(options).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  return query.length === 0 ? url : `${url}${url.includes('?') ? '&' : '?'}${query.join('&')}`;
}

function text(value: string | number | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
