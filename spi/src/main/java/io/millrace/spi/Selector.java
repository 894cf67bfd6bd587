// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.frame.Batch;

import java.util.List;

/** Says which channels of its source get which events. */
public non-sealed interface Selector extends Component {

    /**
     * Routes a batch that is not empty. A channel stands in one route at most; events that stand in
     * no route are counted as unrouted and go nowhere. Called by all threads of the source at once.
     */
    List<Route> route(Batch batch);

    /**
     * The part of a batch for one channel.
     *
     * @param channel one of {@link Context#channels}
     * @param required whether the batch is refused if this channel cannot take its part
     * @param batch the part, in the order of the batch
     */
    record Route(String channel, boolean required, Batch batch) {}
}
