import { TYPES } from '../model/model';
import { PAGES, Rule } from '../model/rule';
import { isOpaque, textOf } from '../read/opaque';
import { asList, isRecord, Resource } from '../read/template';

export const trailMissesInference: Rule = {
  id: 'trailMissesInference',
  severity: 'warning',
  summary: 'The trails record no read-only management events, so they miss inference, which is recorded as such',
  page: PAGES.cloudTrail,
  check: (model, { usesInference, trails }) => {
    if (!usesInference || !trails.every(missesReads)) return [];
    return model.resources.filter(({ type }) => type === TYPES.trail).map(({ logicalId }) => ({
      logicalId,
      location: 'Properties',
      message: 'the trail records no read-only management events, and InvokeModel, Converse and their streaming forms are recorded as read-only',
      remedy: 'record read events too (ReadWriteType All, or no field selector on readOnly), or say in an acknowledgement where they are recorded',
    }));
  },
};

function missesReads({ properties }: Resource): boolean {
  const [basic, advanced] = [properties.EventSelectors, properties.AdvancedEventSelectors].map((selectors) => asList(selectors));
  if ([...basic, ...advanced].some((selector) => !isRecord(selector))) return false;
  if (basic.length + advanced.length === 0) return false;
  return basic.every((selector) => isRecord(selector) && (selector.ReadWriteType === 'WriteOnly' || selector.IncludeManagementEvents === false))
    && advanced.every((selector) => isRecord(selector) && leavesReadsOut(asList(selector.FieldSelectors)));
}

function leavesReadsOut(fields: readonly unknown[]): boolean {
  return fields.some((field) => {
    if (!isRecord(field)) return false;
    const values = asList(field.Equals).map(textOf);
    if (values.length === 0 || values.some(isOpaque)) return false;
    return (field.Field === 'readOnly' && !values.includes('true')) || (field.Field === 'eventCategory' && !values.includes('Management'));
  });
}
