// SPDX-License-Identifier: Apache-2.0
/** Files that an operator changes while the server runs. */
@NullMarked
package io.postern.backend.file;

import org.jspecify.annotations.NullMarked;
