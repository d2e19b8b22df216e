// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.postern.backend.history;

import org.jspecify.annotations.NullMarked;
