// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.postern.policy;

import org.jspecify.annotations.NullMarked;
