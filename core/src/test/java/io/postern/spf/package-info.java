// SPDX-License-Identifier: Apache-2.0
@NullMarked
package io.postern.spf;

import org.jspecify.annotations.NullMarked;
