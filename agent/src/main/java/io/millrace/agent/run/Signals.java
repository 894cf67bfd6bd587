// SPDX-License-Identifier: Apache-2.0

package io.millrace.agent.run;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The signals of the process. The JDK's only way to them is {@code sun.misc.Signal}, of which javac
 * warns wherever it is named and lets nobody suppress that; so it is reached by name.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs an action on a thread of the JVM whenever a signal comes, in place of what the JVM would
     * do. A signal that the system does not have, or that the JVM keeps for itself, is ignored.
     *
     * @param name without SIG, as in {@code TERM}
     */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object listener =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) -> called(action, proxy, method, arguments));
            Object wanted = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, wanted, listener);
        } catch (InvocationTargetException unavailable) {
            // IllegalArgumentException: Windows has no HUP, and -Xrs keeps all of them.
        } catch (ReflectiveOperationException changed) {
            throw new LinkageError("the JDK has changed its access to signals", changed);
        }
    }

    @SuppressWarnings("ReferenceEquality") // Which is what equals of a proxy without state is.
    private static Object called(Runnable action, Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "handler of a signal";
            default -> {
                action.run();
                yield true;
            }
        };
    }
}
