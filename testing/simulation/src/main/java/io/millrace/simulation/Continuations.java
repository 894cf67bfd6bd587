// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The two doors into the JDK that the simulation needs, and the only place that knows them: virtual
 * threads on an executor of ours, and the lock of a condition. The JVM has to be started with
 * {@code --add-opens java.base/java.lang=ALL-UNNAMED --add-opens
 * java.base/java.util.concurrent.locks=ALL-UNNAMED}.
 */
final class Continuations {
    private static final Constructor<?> BUILDER = builder();
    private static final Field LOCK_OF_CONDITION = lockOfCondition();

    private Continuations() {}

    /** A builder of virtual threads that run on {@code carrier}. */
    static Thread.Builder.OfVirtual on(Executor carrier) {
        try {
            return (Thread.Builder.OfVirtual) BUILDER.newInstance(carrier);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("this JDK makes no virtual thread on an executor", e);
        }
    }

    /** The lock that a condition belongs to. */
    static AbstractQueuedSynchronizer lockOf(Condition condition) {
        try {
            return (AbstractQueuedSynchronizer) LOCK_OF_CONDITION.get(condition);
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not a condition of the JDK: " + condition, e);
        }
    }

    private static Constructor<?> builder() {
        try {
            Constructor<?> constructor =
                    Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                            .getDeclaredConstructor(Executor.class);
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "this JDK has no constructor of virtual threads on an executor", e);
        }
    }

    private static Field lockOfCondition() {
        try {
            Field field = new ReentrantLock().newCondition().getClass().getDeclaredField("this$0");
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK hides the lock of a condition", e);
        }
    }
}
