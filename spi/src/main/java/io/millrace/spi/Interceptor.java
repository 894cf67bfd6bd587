// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;

/** Changes or drops events between a source and its channels. */
public non-sealed interface Interceptor extends Component {

    /**
     * What is to go on; an empty batch drops all. Called by all threads of its source, so it must
     * be safe for several at once. An exception refuses the batch.
     */
    Batch intercept(Batch batch);
}
