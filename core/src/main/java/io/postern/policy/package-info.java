// SPDX-License-Identifier: Apache-2.0
/**
 * What is done about a finding. Evaluators say what is the case, this package alone decides what follows: an
 * {@link io.postern.policy.Action}, with the SMTP reply when it is a refusal. What the operator can configure are
 * values of this package; nothing here evaluates, formats headers or does I/O.
 */
@NullMarked
package io.postern.policy;

import org.jspecify.annotations.NullMarked;
