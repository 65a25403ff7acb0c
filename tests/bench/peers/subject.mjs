// As little of the Standard Schema interface as OpenAuth asks for.
export const string = 'string';

export const object = (shape) => ({
  '~standard': {
    version: 1,
    vendor: 'kobling-bench',
    validate: (value) =>
      Object.entries(shape).every(([name, type]) => typeof value?.[name] === type)
        ? { value }
        : { issues: [{ message: 'not the subject that was declared' }] },
  },
});
