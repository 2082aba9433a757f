#!/bin/bash -eu
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
exec "$SRC/idreg/fuzz/oss-fuzz/build.sh"
