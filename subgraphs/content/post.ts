import type { BlogPostRow } from '../../platform/database/tables.ts';
import type { StoredDocument } from '../../platform/documents/store.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { Context } from './loaders.ts';

/** What the text of a post is made of. */
export type PostDocument = StoredDocument<'post_contents'>;

/** What posts of both kinds have. */
interface PostRow extends Pick<BlogPostRow, 'id' | 'refId' | 'tenantId' | 'channelId' | 'contentRef'> {
  readonly status: string;
}

const field = needs<PostRow>();

/** Fields of a post, wherever it is published. */
export const postFields = {
  ...mutableFields,
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  channel: field(['channelId'], ({ channelId }, _args, { loaders }: Context, info) =>
    loaders.channelById.load(channelId, info),
  ),
  content: field(['contentRef'], ({ tenantId, contentRef }, _args, { loaders }: Context) =>
    loaders.postContents.load({ tenantId, documentId: contentRef }),
  ),
};
