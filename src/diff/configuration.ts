/**
 * Which store paths are configuration and no packages: what NixOS and its modules generate for one host. The table is
 * read from the top, and the first row that matches decides. Names come from nixpkgs' `nixos/modules` and
 * `nixos/lib/systemd-lib.nix` (units, triggers), `nixos/modules/system/etc` and `system/boot` (etc, stages, initrd),
 * `pkgs/build-support/trivial-builders` (generated files carry their file's extension), and Home Manager's modules.
 * A path that is selected is a package, whatever its name (see `diffClosures`).
 */
export type ConfigurationRule = {
  /** What the rule's paths are, for people. */
  readonly what: string;
  /** Matched against the store path's name, without hash and without ".drv". */
  readonly pattern: RegExp;
  /** Whether versions are part of the name under which it is told; a toplevel's version is its label, a patch's is not one. */
  readonly told: 'whole' | 'without-version';
};

export const CONFIGURATION_RULES: readonly ConfigurationRule[] = [
  { what: 'toplevel', pattern: /^nixos-system-/, told: 'without-version' },
  {
    what: 'unit',
    pattern:
      /^unit-.*\.(service|socket|target|timer|(auto)?mount|swap|path|slice|scope|device|network|netdev|link|nspawn)(\.d)?(-disabled)?$/,
    told: 'whole',
  },
  { what: 'unit script', pattern: /^unit-script-/, told: 'whole' },
  { what: 'restart and reload triggers', pattern: /^X-(Restart|Reload)-Triggers-/, told: 'whole' },
  {
    what: 'unit trees',
    pattern: /^(system|user|initrd|nspawn|network)-(units|generators|shutdown|sleep|presets?)$/,
    told: 'whole',
  },
  { what: '/etc', pattern: /^etc(-.*)?$/, told: 'whole' },
  {
    what: 'initrd',
    pattern:
      /^(initrd(-.*)?|initramfs(-.*)?|initial-ramdisk|append-initrd-secrets|extra-utils|extra-udev-rules|linux-[\d.]+.*-modules-shrunk|stage-[12]-(init|prepare).*)$/,
    told: 'without-version',
  },
  { what: 'kernel module tree', pattern: /^kernel-modules(-.*)?$/, told: 'whole' },
  {
    what: 'activation',
    pattern:
      /^((dry-)?activate|activation-script|pre-switch-checks?|perlless-activation|apply|switch-to-configuration|prepare-root|local-cmds|set-environment|setup-environment)$/,
    told: 'whole',
  },
  {
    what: 'users',
    pattern: /^(users-groups|userborn|users|groups)\.json$|^(user-environment|sysusers\.d)$/,
    told: 'whole',
  },
  {
    what: 'trees of links',
    pattern:
      /^(system-path|home-manager-(path|files|generation|applications|fonts)|firmware|udev-rules|hwdb\.bin|hwdb|dbus-1|fontconfig-(conf|etc|cache)|tmpfiles\.d|desktops|wrappers|security-wrapper.*|modprobe\.d|sysctl\.d|polkit-1|kbd-env|console-env|X11-fonts|xdg-autostart)$/,
    told: 'whole',
  },
  {
    what: 'boot loader',
    pattern:
      /^(boot\.json|install-(grub|systemd-boot|lanzaboote|extlinux).*|grub-config\.xml|extlinux-conf-builder.*|systemd-boot|update-systemd-boot.*|system-switch-inhibitors|bootspec.*)$/,
    told: 'whole',
  },
  {
    what: 'NixOS manual',
    pattern:
      /^(nixos-(manual|help|configuration-reference).*|options?-(docbook|json|doc|used-docs).*|manual-(combined|olinkdb).*|home-configuration-reference.*|home-manager-manual.*)$/,
    told: 'without-version',
  },
  { what: 'Home Manager', pattern: /^hm_/, told: 'whole' },
  { what: 'source tree', pattern: /^source$|-source$/, told: 'whole' },
  {
    what: 'source archive or patch',
    pattern: /^CVE-\d{4}-\d|\.(tar|tgz|tbz2?|txz|zip|crate|gem|whl|deb|rpm|patch|diff)(\.[a-z0-9]+)?$/,
    told: 'whole',
  },
  {
    what: 'vendored dependencies',
    pattern:
      /-(vendor|vendor-staging|go-modules|cargo-deps|npm-deps|pnpm-deps|yarn-offline-cache|maven-deps|nuget-deps)$/,
    told: 'without-version',
  },
  {
    what: 'generated file',
    pattern:
      /\.(conf|config|cfg|ini|json|toml|ya?ml|xml|sh|bash|fish|zsh|nix|rules|txt|text|env|pam|pem|crt|cer|list|desktop|lua|css|html|cmake|py|pl|js|sql|service|socket|target|timer|mount|automount|swap|path|slice|network|netdev|link|d|keys?|pub|md|csv|gitconfig|rc|tmpl|template|drv|closure)(-final|-validated|\.d)?$/,
    told: 'whole',
  },
  {
    what: 'generated script',
    pattern:
      /^(?!.*-\d).*-((pre|post)-)?(start|stop|reload|restart)(-pre|-post)?$|^(?!.*-\d).*-(config|conf|script|configfile|settings|config-file|init-script|setup-script)$/,
    told: 'whole',
  },
  {
    what: 'registration and hooks',
    pattern:
      /^(closure-info|registration|raw|builder|hook|stdenv-linux|stdenv-darwin|bootstrap-.*|.*-hook|.*\.hook)$/,
    told: 'whole',
  },
];

/** The rule that makes a store path's name configuration, or null for the name of a package. */
export function configurationRule(storeName: string): ConfigurationRule | null {
  return CONFIGURATION_RULES.find((rule) => rule.pattern.test(storeName)) ?? null;
}
