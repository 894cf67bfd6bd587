// SPDX-License-Identifier: Apache-2.0
/**
 * Interceptors that need the JDK alone: they add, remove and extract headers, and filter and change
 * bodies.
 *
 * <p>A header that is the same for all events costs one small object for a run, however many events
 * it has. Regular expressions have a budget of steps for each event, so that none can stop a flow;
 * an event that uses it up goes on unchanged. All are safe for several threads.
 */
@NullMarked
package io.millrace.basic.interceptor;

import org.jspecify.annotations.NullMarked;
