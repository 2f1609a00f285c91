// ChapterSupport
