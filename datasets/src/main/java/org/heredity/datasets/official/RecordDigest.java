package org.heredity.datasets.official;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.datasets.files.ContentIndex;
import org.heredity.datasets.files.FileTree;
import org.heredity.datasets.files.Hashing;

/** The digest of a dataset of record files: over the class names and the files, in order. */
final class RecordDigest {
  private RecordDigest() {}

  static String of(
      FileTree tree, DatasetRequest request, List<String> classes, List<String> files) {
    MessageDigest digest = Hashing.sha256();
    for (String name : classes) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    new ContentIndex(tree, request.cache(), request.progress())
        .digests(files)
        .forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }
}
