package org.heredity.datasets.official;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.datasets.files.ContentIndex;
import org.heredity.datasets.files.FileTree;
import org.heredity.files.Sha256;

/** The digest of a dataset of record files: over the class names and the files, in order. */
final class RecordDigest {
  private RecordDigest() {}

  static String of(
      FileTree tree, DatasetRequest request, List<String> classes, List<String> files) {
    MessageDigest digest = Sha256.newDigest();
    for (String name : classes) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    new ContentIndex(tree, request.cache(), request.progress())
        .digests(files)
        .forEach(digest::update);
    return Sha256.hex(digest);
  }
}
