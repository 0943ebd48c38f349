import { quickStart, Resource, Synthesized, synthesizedFrom } from '../../scripts/pictures/quick-start';

export type Resources = Record<string, Resource>;

/** Synthesized once for the tests of a file. */
export const QUICK_START = quickStart();

/** The quick start after a change to its template. */
export function changed(change: (resources: Resources) => void): Synthesized {
  const resources = JSON.parse(JSON.stringify(QUICK_START.resources)) as Resources;
  change(resources);
  return synthesizedFrom({ Resources: resources }, QUICK_START.region);
}

/** What can be changed of the only resource of a type. */
export function properties(resources: Resources, type: string): Record<string, unknown> {
  const found = Object.values(resources).filter(({ Type }) => Type === type);
  if (found.length !== 1) throw new Error(`${found.length} of ${type}`);
  return found[0].Properties;
}

/** The quick start with another body of its dashboard. */
export function withWidgets(change: (widgets: Record<string, unknown>[]) => void): Synthesized {
  return changed((resources) => {
    const dashboard = properties(resources, 'AWS::CloudWatch::Dashboard');
    const body = JSON.parse(QUICK_START.text(dashboard.DashboardBody)) as { widgets: Record<string, unknown>[] };
    change(body.widgets);
    dashboard.DashboardBody = JSON.stringify(body);
  });
}
