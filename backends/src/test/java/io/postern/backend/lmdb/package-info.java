// SPDX-License-Identifier: Apache-2.0
/** LMDB tables: made here, by mdb_load, and by Postfix's postmap. */
@NullMarked
package io.postern.backend.lmdb;

import org.jspecify.annotations.NullMarked;
