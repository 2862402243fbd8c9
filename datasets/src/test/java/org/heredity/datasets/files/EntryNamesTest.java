package org.heredity.datasets.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.heredity.data.DataException;
import org.junit.jupiter.api.Test;

class EntryNamesTest {
  /** What is remembered of a folder must not let through what is wrong in it. */
  @Test
  void judgesTheSecondFileOfAFolderAsTheFirst() {
    for (String bad : List.of("..", ".", "../x", "x/../y", "x\\y", "a\u0001", "x//y")) {
      EntryNames names = new EntryNames();
      assertEquals("a/b/1.jpg", names.checked("z", "a/b/1.jpg"));
      assertEquals("a/b/2.jpg", names.checked("z", "a/b/2.jpg"));
      assertEquals("a/b/c", names.checked("z", "a/b/c/"));
      assertThrows(DataException.class, () -> names.checked("z", "a/b/" + bad), bad);
    }
    for (String noise : List.of(".DS_Store", "Thumbs.db", ".h/1.jpg", "__MACOSX/1.jpg")) {
      EntryNames names = new EntryNames();
      assertFalse(names.noise("a/b/1.jpg"));
      assertFalse(names.noise("a/b/2.jpg"));
      assertTrue(names.noise("a/b/" + noise), noise);
      assertFalse(names.noise("a/b/Thumbs.db.jpg"));
      assertTrue(names.noise("a/b/" + noise), noise);
    }
  }
}
