/**
 * The error of this library. Its message says what was found, what was expected and where;
 * `context` holds the same as values, so that a log line can be searched.
 */
export class MediaError extends Error {
    name = 'MediaError';
    kind;
    context;
    constructor(kind, message, context = {}, options) {
        super(message, options);
        this.kind = kind;
        this.context = context;
    }
}
