package io.mesocosm.http.files;

/** What a request for virtual files came to. */
public sealed interface FileAnswer<T> {

    /** It is there. */
    record Found<T>(T value) implements FileAnswer<T> {}

    /** No such file. */
    record NotFound<T>() implements FileAnswer<T> {}

    /** The file is there and not for the asker, or its name leads out of its root. */
    record Forbidden<T>() implements FileAnswer<T> {}

    /** The request makes no sense; the text says why. */
    record Invalid<T>(String reason) implements FileAnswer<T> {}
}
