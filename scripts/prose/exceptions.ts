/** Where we write otherwise, and why. One that nothing needs any more is a fault. */
export const EXCEPTIONS: readonly { readonly in: RegExp; readonly what: RegExp; readonly why: string }[] = [
  { in: /^README\.md$/, what: /"by hand"/, why: 'the name of a column that compares' },
  { in: /^(?:src\/checks\/|docs\/checks\.md$)/, what: /./, why: 'the rules of the checks are being rewritten' },
  { in: /^docs\/benchmarks\.md$/, what: /./, why: 'the page is written by bench/page.ts, where "by hand" names a side' },
];
