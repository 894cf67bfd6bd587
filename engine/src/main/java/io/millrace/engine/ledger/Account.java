// SPDX-License-Identifier: Apache-2.0
package io.millrace.engine.ledger;

import java.util.List;

/**
 * What is to be written of a channel at one time.
 *
 * @param rows copies, at least those that changed
 * @param total what all rows say together, those included that did not change
 * @param isDue whether anything changed
 */
record Account(AccountHead head, List<Row> rows, Row total, boolean isDue) {}
