/** Where we write otherwise, and why. One that nothing needs any more is a fault. */
export const EXCEPTIONS: readonly { readonly in: RegExp; readonly what: RegExp; readonly why: string }[] = [
  { in: /^README\.md$/, what: /./, why: 'the README is being rewritten' },
  { in: /^(?:src\/(?:checks|command)\/|docs\/checks\.md$)/, what: /./, why: 'checks and commands are being rewritten' },
  { in: /^docs\/benchmarks\.md$/, what: /./, why: 'the page is written by bench/page.ts, where "by hand" names a side' },
];
