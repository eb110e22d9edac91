package io.mesocosm.protocol.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Binds the getters of one generated message class to lambdas, which cost a call instead of a
 * reflective look-up.
 */
final class GeneratedAccessors {

    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<?> type;
    private final Descriptor descriptor;

    private GeneratedAccessors(Class<?> type, Descriptor descriptor) {
        this.type = type;
        this.descriptor = descriptor;
    }

    static GeneratedAccessors of(Class<?> type) {
        try {
            return new GeneratedAccessors(
                    type, (Descriptor) type.getMethod("getDescriptor").invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    type.getName() + " is not a generated message class", e);
        }
    }

    Descriptor descriptor() {
        return descriptor;
    }

    BooleanGetter has(FieldDescriptor field) {
        return bind(
                BooleanGetter.class,
                "has" + stem(field),
                MethodType.methodType(boolean.class, Object.class));
    }

    BooleanGetter booleanOf(FieldDescriptor field) {
        return bind(
                BooleanGetter.class,
                "get" + stem(field),
                MethodType.methodType(boolean.class, Object.class));
    }

    IntGetter intOf(FieldDescriptor field) {
        return bind(
                IntGetter.class,
                "get" + stem(field),
                MethodType.methodType(int.class, Object.class));
    }

    LongGetter longOf(FieldDescriptor field) {
        return bind(
                LongGetter.class,
                "get" + stem(field),
                MethodType.methodType(long.class, Object.class));
    }

    DoubleGetter doubleOf(FieldDescriptor field) {
        return bind(
                DoubleGetter.class,
                "get" + stem(field),
                MethodType.methodType(double.class, Object.class));
    }

    ObjectGetter objectOf(FieldDescriptor field) {
        return bind(
                ObjectGetter.class,
                "get" + stem(field),
                MethodType.methodType(Object.class, Object.class));
    }

    ObjectGetter listOf(FieldDescriptor field) {
        return bind(
                ObjectGetter.class,
                "get" + stem(field) + "List",
                MethodType.methodType(Object.class, Object.class));
    }

    ObjectGetter mapOf(FieldDescriptor field) {
        return bind(
                ObjectGetter.class,
                "get" + stem(field) + "Map",
                MethodType.methodType(Object.class, Object.class));
    }

    private <I> I bind(Class<I> shape, String method, MethodType erased) {
        try {
            MethodHandle target = LOOKUP.unreflect(type.getMethod(method));
            CallSite site =
                    LambdaMetafactory.metafactory(
                            LOOKUP,
                            "get",
                            MethodType.methodType(shape),
                            erased,
                            target,
                            target.type());
            return shape.cast(site.getTarget().invoke());
        } catch (ReflectiveOperationException | LambdaConversionException e) {
            throw new IllegalArgumentException("cannot bind " + type.getName() + "." + method, e);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot bind " + type.getName() + "." + method, e);
        }
    }

    /** protoc's rule for Java names: a letter after an underscore or a digit is a capital. */
    private static String stem(FieldDescriptor field) {
        StringBuilder stem = new StringBuilder();
        boolean capital = true;
        for (char c : field.getName().toCharArray()) {
            if (c == '_') {
                capital = true;
            } else {
                stem.append(capital ? Character.toUpperCase(c) : c);
                capital = Character.isDigit(c);
            }
        }
        return stem.toString();
    }

    /** A bound getter of a boolean, or a bound {@code has}. */
    interface BooleanGetter {
        boolean get(Object message);
    }

    /** A bound getter of an {@code int32} or {@code uint32}. */
    interface IntGetter {
        int get(Object message);
    }

    /** A bound getter of an {@code int64} or {@code uint64}. */
    interface LongGetter {
        long get(Object message);
    }

    /** A bound getter of a {@code double}. */
    interface DoubleGetter {
        double get(Object message);
    }

    /** A bound getter of anything else, or of a list or map. */
    interface ObjectGetter {
        Object get(Object message);
    }
}
