#!/bin/sh
# Makes a copy of Debian's Chromium whose software card is Mesa's lavapipe, which has float16 and keeps what a card would hold where it can be counted.
#   apt-get install chromium mesa-vulkan-drivers gcc
#   sh e2e/lavapipe/make.sh DIR && CHROMIUM_PATH=DIR/chromium npm run bench -- full-size PACKAGE 256x256 webgpu release
set -eu
here=$(dirname "$0")
cp -r /usr/lib/chromium "$1"
# What draws the page goes through the loader, and keeps SwiftShader; WebGPU opens the library by its name.
mv "$1/libvk_swiftshader.so" "$1/swiftshader.so"
sed -i 's/libvk_swiftshader.so/swiftshader.so/' "$1/vk_swiftshader_icd.json"
gcc -O2 -shared -fPIC -o "$1/libvk_swiftshader.so" "$here/shim.c" -ldl
